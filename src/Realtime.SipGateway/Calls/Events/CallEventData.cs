using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary>What happened: one record type per kind of event, a closed and versioned set.</summary>
public abstract record CallEventData
{
    /// <summary>The name on the wire, <c>area.what_happened</c>; never reused for another meaning.</summary>
    internal abstract string Type { get; }

    /// <summary>False for what only live followers see (partial words).</summary>
    internal virtual bool Stored => true;

    /// <summary>True: guardrails took something out of its texts. Null: they did not.</summary>
    public bool? Redacted { get; init; }

    /// <summary>The event without secrets and unredacted personal data; every free text goes through the redactor.</summary>
    public virtual CallEventData Redact(Redactor redactor) => this;
}
