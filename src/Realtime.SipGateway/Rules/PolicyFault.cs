namespace Realtime.SipGateway.Rules;

/// <summary>One thing that is wrong in a policy document, told so that an admin can mend it without a developer.</summary>
/// <param name="Path">Where: <c>rules[2].accept.agent</c>.</param>
/// <param name="Why">What is wrong with the value that stands there.</param>
/// <param name="Value">The value as written, shortened; null when something is missing.</param>
/// <param name="Suggestion">The nearest right name or what would be right; null when there is no better advice than <paramref name="Why"/>.</param>
public sealed record PolicyFault(string Path, string Why, string? Value = null, string? Suggestion = null)
{
    public override string ToString()
    {
        var value = Value is null ? "" : Value + " ";
        var suggestion = Suggestion is null ? "" : "; " + Suggestion;
        return $"{Path}: {value}{Why}{suggestion}";
    }
}
