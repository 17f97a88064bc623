namespace Realtime.SipGateway.Rules;

/// <summary>Let the call in.</summary>
/// <param name="Agent">Name of the agent.</param>
/// <param name="Target">Name of the AI target; null: the site's only or default one.</param>
/// <param name="Targets">Names of AI targets in the order to try them, instead of <paramref name="Target"/>.</param>
/// <param name="Fallback">Name of the site's destination that gets the call when no AI target takes it; null: the call is refused then.</param>
/// <param name="Model">Instead of the agent's model.</param>
/// <param name="Voice">Instead of the agent's voice.</param>
/// <param name="Language">Instead of the agent's language.</param>
/// <param name="Variables">Values of <c>{{var.name}}</c> slots of the agent's instructions and greeting, over the agent's own.</param>
public sealed record AcceptAction(
    string Agent,
    string? Target = null,
    IReadOnlyList<string>? Targets = null,
    string? Fallback = null,
    string? Model = null,
    string? Voice = null,
    string? Language = null,
    IReadOnlyDictionary<string, string>? Variables = null);
