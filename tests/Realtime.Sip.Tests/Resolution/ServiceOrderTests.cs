using Realtime.Sip.Resolution;
using Xunit;

namespace Realtime.Sip.Tests.Resolution;

public sealed class ServiceOrderTests
{
    [Fact]
    public void Hosts_share_the_first_place_in_the_ratio_of_their_weights()
    {
        DnsService[] services = [Service("a", 75), Service("b", 25), Service("c", 0)];
        var firsts = new Dictionary<string, int>();

        // Every chance once: the shares are then exact.
        for (var chance = 0; chance <= 100; chance++)
        {
            var drawn = chance;
            var order = ServiceOrder.Of(services, below => below == 101 ? drawn : 0).ToList();
            Assert.Equal(3, order.Distinct().Count());
            firsts[order[0].Target] = firsts.GetValueOrDefault(order[0].Target) + 1;
        }

        Assert.Equal((75, 25, 1), (firsts["a"], firsts["b"], firsts["c"]));
    }

    [Fact]
    public void Without_weights_all_are_given_by_priority()
    {
        DnsService[] services = [Service("late", 0, priority: 9), Service("first", 0, priority: 1), Service("second", 0, priority: 2)];

        Assert.Equal(["first", "second", "late"], ServiceOrder.Of(services, _ => 0).Select(service => service.Target));
    }

    private static DnsService Service(string target, int weight, int priority = 1) => new("_sip._udp.test", TimeSpan.Zero, priority, weight, 5060, target);
}
