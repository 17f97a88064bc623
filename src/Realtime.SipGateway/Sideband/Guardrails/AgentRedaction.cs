using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>
/// What is taken out of everything written of one call: what the agents that ever had it take out, together. What the first agent's callers may not have
/// written down is not written down later either, whoever has the call, and in whichever process.
/// </summary>
internal sealed class AgentRedaction(Call call)
{
    private Func<string, string>? _redact;

    /// <summary>A further agent has, or had, the call.</summary>
    /// <param name="guardrails">Its guardrails; null when nothing is known of it any more.</param>
    public void Add(GuardrailSet? guardrails)
    {
        if (guardrails is not { Redacts: true })
        {
            return;
        }

        Add(guardrails.Redact);
    }

    /// <summary>From now on this is taken out too.</summary>
    public void Add(Func<string, string> redact)
    {
        var before = _redact;
        _redact = before is null ? redact : text => redact(before(text));
        call.RedactAlso(_redact);
    }
}
