using Realtime.SipGateway.Calls.Afterwards;

namespace Realtime.SipGateway.Calls;

/// <summary>The one record of an ended call (P3), projected from its events. JSON: snake_case, <c>schema</c> 1.</summary>
public sealed record CallRecord
{
    public int Schema { get; init; } = 1;

    public required CallId CallId { get; init; }

    public RealtimeCallId? RealtimeCallId { get; init; }

    public string? Trunk { get; init; }

    public string? Dialled { get; init; }

    public string? Caller { get; init; }

    /// <summary>How far the calling number can be believed (STIR/SHAKEN); null when nobody looked.</summary>
    public string? Verstat { get; init; }

    /// <summary><c>A</c>, <c>B</c> or <c>C</c>.</summary>
    public string? Attestation { get; init; }

    public string? MediaSecurity { get; init; }

    /// <summary>Call-ID of the caller's leg and of the target's.</summary>
    public string? CallerSipCallId { get; init; }

    public string? TargetSipCallId { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? RangAt { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Answer to end, in seconds; 0 for a call that was not answered.</summary>
    public double DurationSeconds { get; init; }

    public string? Agent { get; init; }

    public string? Model { get; init; }

    public string? Target { get; init; }

    public string? Rule { get; init; }

    public string? PolicyVersion { get; init; }

    public int Attempts { get; init; }

    /// <summary>Null only while the call lives.</summary>
    public CallEndedBy? EndedBy { get; init; }

    public CallCause? Cause { get; init; }

    /// <summary>ITU-T Q.850 cause: the carrier's own where a Reason header named it, else what the SIP status stands for; 16 is a normal end.</summary>
    public int? Q850Cause { get; init; }

    public int? SipStatus { get; init; }

    public string? Reason { get; init; }

    /// <summary>How often somebody wanted the caller transferred.</summary>
    public int Transfers { get; init; }

    /// <summary>When the caller left the agent for <see cref="TransferredTo"/>.</summary>
    public DateTimeOffset? TransferredAt { get; init; }

    public string? TransferredTo { get; init; }

    public TransferMode? TransferMode { get; init; }

    /// <summary>What became of the last transfer: <c>completed</c>, <c>unconfirmed</c> or why it failed; null when there was none.</summary>
    public string? TransferResult { get; init; }

    public int CallerTurns { get; init; }

    public int AgentTurns { get; init; }

    public int Interruptions { get; init; }

    public int ToolCalls { get; init; }

    /// <summary>Of <see cref="ToolCalls"/>, those that did not succeed.</summary>
    public int ToolFailures { get; init; }

    public int GuardrailTrips { get; init; }

    /// <summary>Events out of whose texts (words, tool arguments and results) guardrails took something.</summary>
    public int GuardrailRedactions { get; init; }

    public int Digits { get; init; }

    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    public long CachedTokens { get; init; }

    /// <summary>Of all responses and transcriptions whose price is known, in <see cref="Currency"/>; null when none was.</summary>
    public decimal? Cost { get; init; }

    /// <summary>ISO 4217 code; null without a cost.</summary>
    public string? Currency { get; init; }

    /// <summary>Responses whose price is not known: above 0, <see cref="Cost"/> is not all.</summary>
    public int UnpricedResponses { get; init; }

    /// <summary>Transcriptions of the caller's words whose price is not known: above 0, <see cref="Cost"/> is not all.</summary>
    public int UnpricedTranscriptions { get; init; }

    /// <summary>From the caller's last word to the agent's first audio, median over the turns; null without turns.</summary>
    public double? TurnLatencyMedianMs { get; init; }

    /// <summary>95th percentile, nearest rank.</summary>
    public double? TurnLatencyP95Ms { get; init; }

    public double? TurnLatencyMaxMs { get; init; }

    /// <summary>From the INVITE to the answer that the caller got.</summary>
    public double? SetupMs { get; init; }

    /// <summary>From the answer to the agent's first audio.</summary>
    public double? FirstAudioMs { get; init; }

    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>What text models made of the call; null when its agent asks for nothing, and when it is not kept any more.</summary>
    public AfterCallResult? AfterCall { get; init; }

    /// <summary>Events that the log does not have, because the call had too many (<c>Calls:MaxEvents</c>); what they say is in the record all the same.</summary>
    public int EventsLeftOut { get; init; }

    /// <summary>The gateway node that wrote the last event.</summary>
    public string? Node { get; init; }

    /// <summary>What was done to personal data: secrets and card numbers are always taken out (<c>secrets</c>); behind a comma what else was
    /// (<c>guardrails</c>, <c>numbers hashed</c>, <c>numbers cut</c>). <c>erased</c> is a call whose caller was erased.</summary>
    public string Redaction { get; init; } = "secrets";
}
