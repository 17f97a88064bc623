using System.ComponentModel.DataAnnotations;

namespace Realtime.SipGateway.Calls;

/// <summary>Section <c>Calls</c>.</summary>
public sealed class CallsOptions
{
    public const string Section = "Calls";

    /// <summary>A call costs the gateway some tens of kilobytes and one sideband connection: 2,000 fit a small machine.</summary>
    public const int DefaultMaxActiveCalls = 2_000;

    /// <summary>Calls at a time, 1 to 100,000; more are refused with 503.</summary>
    [Range(1, 100_000)]
    public int MaxActiveCalls { get; set; } = DefaultMaxActiveCalls;

    /// <summary>An hour of talk with tools writes some thousands; what writes more is stuck or hostile, and must not fill the disk.</summary>
    public const int DefaultMaxEvents = 100_000;

    /// <summary>Events of one call that are kept, 1,000 to 10,000,000; beyond it only what matters for the end of the call is.</summary>
    [Range(1_000, 10_000_000)]
    public int MaxEvents { get; set; } = DefaultMaxEvents;

    /// <summary>Name of this gateway process in the event log; the machine's name by default.</summary>
    [Required, StringLength(64, MinimumLength = 1)]
    public string Node { get; set; } = Environment.MachineName;
}
