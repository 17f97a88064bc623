using System.ComponentModel.DataAnnotations;

namespace Realtime.SipGateway.AfterCall;

/// <summary>Section <c>Webhooks:Outgoing:NAME</c>: one endpoint that takes signed events (Standard Webhooks).</summary>
public sealed class OutgoingEndpointOptions
{
    /// <summary>Receivers store the event and answer; what takes longer they should do afterwards.</summary>
    public const int DefaultTimeoutMs = 10_000;

    /// <summary>Requests at once: enough for some ten calls that end in a second.</summary>
    public const int DefaultMaxRequests = 8;

    /// <summary>The https address; http only on this machine.</summary>
    public string Url { get; set; } = "";

    /// <summary>References of signing secrets, <c>env:NAME</c> or <c>file:/path</c>: two while one is being rotated, and as many signatures.</summary>
    public IList<string> Secrets { get; } = [];

    /// <summary><c>call.started</c>, <c>call.ended</c>, <c>call.summarized</c>; empty: the first two.</summary>
    public IList<string> Events { get; } = [];

    /// <summary>Only calls of these agents; empty: all calls.</summary>
    public IList<string> Agents { get; } = [];

    /// <summary>What <c>call.ended</c> carries besides the outcome: <c>record</c>, <c>transcript</c>, <c>summary</c>, <c>outcome</c>; empty: all. <c>none</c>: nothing.</summary>
    public IList<string> Include { get; } = [];

    /// <summary>How long an answer may take, 500 to 60,000 ms.</summary>
    [Range(500, 60_000)]
    public int TimeoutMs { get; set; } = DefaultTimeoutMs;

    /// <summary>Attempts before a delivery is given up, 1 to 10: the tenth is made some 75 hours after the first.</summary>
    [Range(1, OutgoingSchedule.MaxAttempts)]
    public int MaxAttempts { get; set; } = OutgoingSchedule.MaxAttempts;

    /// <summary>Requests at once from one node, 1 to 64.</summary>
    [Range(1, 64)]
    public int MaxRequests { get; set; } = DefaultMaxRequests;
}
