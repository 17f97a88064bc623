using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>decision.made</c>: The rules decided.</summary>
/// <param name="Decision">What, and why.</param>
/// <param name="Facts">All that the rules could see, so that the decision can be replayed: headers capped, secrets and card numbers taken out.</param>
/// <param name="StartedAt">When the call began in the gateway; null: an older version wrote this.</param>
/// <param name="TraceParent">W3C <c>traceparent</c> of the call; null: it is not traced.</param>
public sealed record DecisionMade(CallDecision Decision, CallFacts? Facts = null, DateTimeOffset? StartedAt = null, string? TraceParent = null) : CallEventData
{
    /// <summary>Headers kept in the log.</summary>
    public const int MaxHeaders = 32;

    /// <summary>Characters kept of a header's value.</summary>
    public const int MaxHeaderValue = 256;

    /// <summary>Agents whose load is kept, the busiest.</summary>
    public const int MaxAgents = 50;

    /// <summary>Where the call went and how it came here: nothing that rules decide by, and much of it.</summary>
    private static readonly HashSet<string> Plumbing = new(StringComparer.OrdinalIgnoreCase)
    {
        "Via", "v", "Route", "Record-Route", "CSeq", "Max-Forwards", "Call-ID", "i", "Content-Length", "l", "Content-Type", "c", "Allow", "Supported", "k",
        "Session-Expires", "x", "Min-SE", "Identity", "y", "Authorization", "Proxy-Authorization", "X-Gateway-Call", "X-Gateway-Token",
    };

    internal override string Type => "decision.made";

    public override CallEventData Redact(Redactor redactor) => this with
    {
        Decision = Decision with
        {
            Reason = redactor.Text(Decision.Reason),
            Reasons = Decision.Reasons?.Redact(redactor),
            Explanation = Decision.Reasons is null ? [.. Decision.Explanation.Select(line => redactor.Text(line))] : [],
            Overrides = Decision.Overrides is { Variables: { } variables } overrides
                ? overrides with { Variables = variables.ToDictionary(static variable => variable.Key, variable => redactor.Text(variable.Value)) }
                : Decision.Overrides,
        },
        Facts = Facts is null ? null : Redact(Facts, redactor),
    };

    private static CallFacts Redact(CallFacts facts, Redactor redactor) => facts with
    {
        Dialled = redactor.Number(facts.Dialled),
        Caller = redactor.Number(facts.Caller),
        DialledAsSent = redactor.Number(facts.DialledAsSent),
        CallerAsSent = redactor.Number(facts.CallerAsSent),
        CallerName = redactor.Text(facts.CallerName),
        Headers =
        [
            .. facts.Headers.Where(static header => !Plumbing.Contains(header.Key)).Take(MaxHeaders)
                .Select(header => KeyValuePair.Create(header.Key, Value(header.Value, redactor))),
        ],
        Load = facts.Load is { } load && load.Agents.Count > MaxAgents
            ? load with { Agents = load.Agents.OrderByDescending(static agent => agent.Value).Take(MaxAgents).ToDictionary() }
            : facts.Load,
    };

    /// <summary>Redacted first: what is cut in the middle is not known for a secret any more.</summary>
    private static string Value(string value, Redactor redactor) =>
        redactor.Text(value) is var text && text.Length <= MaxHeaderValue ? text : text[..MaxHeaderValue];
}
