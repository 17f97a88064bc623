namespace Realtime.SipGateway.Rules;

/// <summary>Where calls may be taken over to, whatever agent has them, besides the agents' own transfer destinations.</summary>
public sealed record TakeoverDefinition
{
    /// <summary>By name: <c>"anna": "sip:anna@pbx.example.com"</c>. Who has a destination of the own name is called there without asking for it.</summary>
    public IReadOnlyDictionary<string, string> Destinations { get; init; } = new Dictionary<string, string>();

    /// <summary>One of <see cref="Destinations"/>, for those who have none of their own name; null: they must say where.</summary>
    public string? Default { get; init; }

    /// <summary>Where somebody takes calls to who does not say so; null: nowhere.</summary>
    public string? For(string user) => NamesOf(user).FirstOrDefault() ?? Default;

    /// <summary>The address behind a name; null: there is none.</summary>
    public string? Find(string name) => NamesOf(name.Trim()).FirstOrDefault() is { } known ? Destinations[known] : null;

    private IEnumerable<string> NamesOf(string name) => Destinations.Keys.Where(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
}
