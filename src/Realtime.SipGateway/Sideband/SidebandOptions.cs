using System.ComponentModel.DataAnnotations;

namespace Realtime.SipGateway.Sideband;

/// <summary>Section <c>Sideband</c>: the WebSocket beside each call.</summary>
public sealed class SidebandOptions
{
    public const string Section = "Sideband";

    /// <summary>Accept is asynchronous at the service: some tries in the first second are normal, five seconds of silence are not.</summary>
    public const int DefaultAttachTimeoutMs = 5_000;

    /// <summary>The agent talks on without tools and guardrails meanwhile.</summary>
    public const int DefaultReconnectDeadlineMs = 10_000;

    /// <summary>A BYE of the service may come a little after its socket closed.</summary>
    public const int DefaultVendorEndGraceMs = 2_000;

    /// <summary>What the caller's BYE may wait for late words; <c>DESIGN.md</c> §3.</summary>
    public const int DefaultDrainMs = 300;

    /// <summary>Some sidebands say nothing until they are spoken to: the greeting waits no longer.</summary>
    public const int DefaultReadyGraceMs = 500;

    /// <summary>As OpenAI's own clients ping.</summary>
    public const int DefaultKeepAliveMs = 20_000;

    /// <summary>A minute of audio in a retrieved item is four MiB; tool lists of MCP servers are large too.</summary>
    public const int DefaultMaxMessageBytes = 8 * 1024 * 1024;

    public const int DefaultSendTimeoutMs = 5_000;

    /// <summary>After it, forbidden words are taken out of the conversation even if the service did not confirm that it stopped.</summary>
    public const int DefaultStopTimeoutMs = 2_000;

    /// <summary>A goodbye of several sentences.</summary>
    public const int DefaultFarewellTimeoutMs = 20_000;

    /// <summary>The service answers a request for a response in well under a second.</summary>
    public const int DefaultResponseAnswerMs = 5_000;

    /// <summary>The service answers a change of the session in well under a second.</summary>
    public const int DefaultSettingsTimeoutMs = 3_000;

    /// <summary>A model calls one to three at a time.</summary>
    public const int DefaultMaxRunningTools = 8;

    /// <summary>The service ends a session after an hour (API reference §6.3).</summary>
    public const int DefaultSessionSeconds = 3_600;

    /// <summary>Twice the calls of <see cref="Calls.CallsOptions.DefaultMaxActiveCalls"/>: ended calls drain beside the new ones.</summary>
    public const int DefaultMaxConnections = 4_000;

    /// <summary>All tries to attach together, 500 to 60,000 ms; then the call is hung up.</summary>
    [Range(500, 60_000)]
    public int AttachTimeoutMs { get; set; } = DefaultAttachTimeoutMs;

    /// <summary>All tries to attach again after a loss, 0 to 120,000 ms; then the call is hung up.</summary>
    [Range(0, 120_000)]
    public int ReconnectDeadlineMs { get; set; } = DefaultReconnectDeadlineMs;

    /// <summary>How long a BYE may take when the service says that the session is gone, 0 to 30,000 ms.</summary>
    [Range(0, 30_000)]
    public int VendorEndGraceMs { get; set; } = DefaultVendorEndGraceMs;

    /// <summary>How long late events of an ended call are taken, 0 to 5,000 ms.</summary>
    [Range(0, 5_000)]
    public int DrainMs { get; set; } = DefaultDrainMs;

    /// <summary>How long the greeting waits for the session to show itself, 0 to 10,000 ms.</summary>
    [Range(0, 10_000)]
    public int ReadyGraceMs { get; set; } = DefaultReadyGraceMs;

    /// <summary>Between pings, 1,000 to 300,000 ms.</summary>
    [Range(1_000, 300_000)]
    public int KeepAliveIntervalMs { get; set; } = DefaultKeepAliveMs;

    /// <summary>Without an answer to a ping the connection is lost, 1,000 to 300,000 ms.</summary>
    [Range(1_000, 300_000)]
    public int KeepAliveTimeoutMs { get; set; } = DefaultKeepAliveMs;

    /// <summary>65,536 to 67,108,864; a longer message ends the connection (1009), which is then made anew.</summary>
    [Range(64 * 1024, 64 * 1024 * 1024)]
    public int MaxMessageBytes { get; set; } = DefaultMaxMessageBytes;

    /// <summary>100 to 60,000; a message that does not leave in time means that the connection is lost.</summary>
    [Range(100, 60_000)]
    public int SendTimeoutMs { get; set; } = DefaultSendTimeoutMs;

    /// <summary>100 to 30,000.</summary>
    [Range(100, 30_000)]
    public int StopTimeoutMs { get; set; } = DefaultStopTimeoutMs;

    /// <summary>How long a hang-up by the agent waits for its last words to be heard, 0 to 120,000 ms.</summary>
    [Range(0, 120_000)]
    public int FarewellTimeoutMs { get; set; } = DefaultFarewellTimeoutMs;

    /// <summary>How long a request for a response may go unanswered, 500 to 60,000 ms.</summary>
    [Range(500, 60_000)]
    public int ResponseAnswerMs { get; set; } = DefaultResponseAnswerMs;

    /// <summary>How long a <c>session.update</c> may go unconfirmed before it is said again, and after that once more, 100 to 60,000 ms.</summary>
    [Range(100, 60_000)]
    public int SettingsTimeoutMs { get; set; } = DefaultSettingsTimeoutMs;

    /// <summary>Tools of one call that run at a time, 1 to 64; further calls fail at once.</summary>
    [Range(1, 64)]
    public int MaxRunningTools { get; set; } = DefaultMaxRunningTools;

    /// <summary>How long a session lasts where the service does not say, 120 to 86,400 s: agents take leave of their callers before.</summary>
    [Range(120, 86_400)]
    public int SessionSeconds { get; set; } = DefaultSessionSeconds;

    /// <summary>Sidebands at a time, 1 to 200,000; a call that finds no place is hung up.</summary>
    [Range(1, 200_000)]
    public int MaxConnections { get; set; } = DefaultMaxConnections;
}
