namespace Realtime.Sip.Resolution;

/// <summary>The records that a question gave, aliases followed.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Records">Of the type asked for only.</param>
/// <param name="Life">How long this is true.</param>
internal sealed record DnsAnswer(DnsStatus Status, IReadOnlyList<DnsRecord> Records, TimeSpan Life)
{
    public static DnsAnswer Failed { get; } = new(DnsStatus.Failed, [], TimeSpan.Zero);
}
