using System.Net;

namespace Realtime.Sip.Resolution;

/// <summary>How names are looked up (RFC 1035) and for how long answers are kept.</summary>
public sealed record SipDnsOptions
{
    public static SipDnsOptions Default { get; } = new();

    /// <summary>The servers to ask, in this order; none: those of <see cref="ResolverFile"/>.</summary>
    public IReadOnlyList<IPEndPoint> Servers { get; init; } = [];

    /// <summary>How long one server may take for one question: servers on the same network take milliseconds, a cold lookup below a second.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the list of servers is gone through: datagrams get lost.</summary>
    public int Rounds { get; init; } = 2;

    /// <summary>An answer is kept at most so long, whatever it says: the next hour's failover must be seen.</summary>
    public TimeSpan MaxLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>An answer is kept at least so long: a burst of calls asks once.</summary>
    public TimeSpan MinLife { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>That there is no such record is kept at most so long: a record just added must be found.</summary>
    public TimeSpan MaxNegativeLife { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After a failed question the next one waits so long (RFC 9520): callers must not all wait for dead servers.</summary>
    public TimeSpan FailureLife { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>An answer out of date is still used so long when no server answers (RFC 8767); zero: never.</summary>
    public TimeSpan StaleTime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// With such an answer at hand servers get so long to give a newer one; they are waited for on, for the next question. RFC 8767 names
    /// 1.8 s for people who browse: a caller hears nothing meanwhile.
    /// </summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Answers kept: a gateway talks to dozens of hosts; what strangers write into Contact must not fill the memory.</summary>
    public int MaxEntries { get; init; } = 4096;

    /// <summary>Questions under way at a time; more fail at once.</summary>
    public int MaxQuestions { get; init; } = 256;

    /// <summary>Which addresses of a host are tried, and in which order.</summary>
    public SipAddressOrder AddressOrder { get; init; } = SipAddressOrder.IPv4First;

    /// <summary>Lists servers and search domains (resolv.conf); read again when it changes.</summary>
    public string ResolverFile { get; init; } = "/etc/resolv.conf";

    /// <summary>Addresses that go before what DNS says (hosts); read again when it changes.</summary>
    public string HostsFile { get; init; } = "/etc/hosts";
}
