namespace Realtime.SipGateway.Rules.Lists;

/// <summary>A named list of numbers, such as callers to block or customers to put first; rules ask for it by name.</summary>
public sealed record NumberListDefinition
{
    /// <summary>What the list is for, for people.</summary>
    public string? Description { get; init; }

    /// <summary>Numbers and prefixes, in any order.</summary>
    public IReadOnlyList<NumberListEntry> Entries { get; init; } = [];
}
