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

    /// <summary>Name of this gateway process in the event log; the machine's name by default.</summary>
    [Required, StringLength(64, MinimumLength = 1)]
    public string Node { get; set; } = Environment.MachineName;
}
