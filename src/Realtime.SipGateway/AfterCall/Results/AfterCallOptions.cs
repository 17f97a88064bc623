using System.ComponentModel.DataAnnotations;

namespace Realtime.SipGateway.AfterCall.Results;

/// <summary>Section <c>AfterCall</c>: summaries and outcomes of calls that are over.</summary>
public sealed class AfterCallOptions
{
    public const string Section = "AfterCall";

    /// <summary>A long transcript and a model that thinks fit; webhooks that carry the result wait no longer than this.</summary>
    public const int DefaultTimeoutSeconds = 60;

    /// <summary>Calls at once on one node: enough for some hundred that end in a minute, little of a project's rate.</summary>
    public const int DefaultMaxCalls = 8;

    /// <summary>With the waits between them some three hours, longer than most outages.</summary>
    public const int DefaultMaxAttempts = 6;

    /// <summary>How long one try may take, with its requests that are repeated, 5 to 600 s.</summary>
    [Range(5, 600)]
    public int TimeoutSeconds { get; set; } = DefaultTimeoutSeconds;

    /// <summary>Calls that one node works on at once, 1 to 64.</summary>
    [Range(1, 64)]
    public int MaxCalls { get; set; } = DefaultMaxCalls;

    /// <summary>Tries before a summary or outcome is given up, 1 to 6.</summary>
    [Range(1, AfterCallSchedule.MaxAttempts)]
    public int MaxAttempts { get; set; } = DefaultMaxAttempts;
}
