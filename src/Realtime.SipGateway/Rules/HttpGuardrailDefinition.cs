namespace Realtime.SipGateway.Rules;

/// <summary>A service of the site judges: it gets the words and answers <c>{"allow":true}</c> or <c>{"allow":false,"reason":"…"}</c>.</summary>
public sealed record HttpGuardrailDefinition : JudgedGuardrailDefinition
{
    /// <summary>https, on a host that the site allows; without slots.</summary>
    public required string Url { get; init; }

    /// <summary>Extra headers; a value <c>secret:name</c> is taken from the site's named secrets.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}
