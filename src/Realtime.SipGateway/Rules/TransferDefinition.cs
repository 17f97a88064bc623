namespace Realtime.SipGateway.Rules;

/// <summary>Whom an agent's callers may be transferred to; nobody when an agent has none (P5).</summary>
public sealed record TransferDefinition
{
    /// <summary>
    /// Numbers and SIP addresses that may be asked for by number: <c>+4930123456</c>, <c>+4930*</c>, <c>sip:alice@pbx.example.com</c>,
    /// <c>sip:*@pbx.example.com</c>.
    /// </summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Named destinations, which may always be asked for: <c>"sales": "tel:+4930123456"</c>.</summary>
    public IReadOnlyDictionary<string, string> Destinations { get; init; } = new Dictionary<string, string>();
}
