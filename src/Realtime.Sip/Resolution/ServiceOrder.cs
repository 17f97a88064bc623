namespace Realtime.Sip.Resolution;

/// <summary>The order in which the hosts of a service are tried: by priority, within it by chance in the ratio of the weights (RFC 2782).</summary>
internal static class ServiceOrder
{
    /// <param name="services">The records of one service.</param>
    /// <param name="below">Gives a random number from zero to below its argument.</param>
    public static IEnumerable<DnsService> Of(IEnumerable<DnsService> services, Func<int, int> below)
    {
        foreach (var group in services.GroupBy(service => service.Priority).OrderBy(group => group.Key))
        {
            // Those without weight come first, so that they have a small chance at all (RFC 2782, "Weight").
            var left = group.OrderBy(service => service.Weight).ToList();
            while (left.Count > 0)
            {
                var chance = below(left.Sum(service => service.Weight) + 1);
                var index = 0;
                for (var sum = left[0].Weight; sum < chance; sum += left[index].Weight)
                {
                    index++;
                }

                yield return left[index];
                left.RemoveAt(index);
            }
        }
    }
}
