using Realtime.SipGateway.Rules.Lists;

namespace Realtime.SipGateway.Api.Policies;

/// <summary>Entries to add to a list and to take out of it; together one version of the policy.</summary>
internal sealed record ListChangeRequest
{
    /// <summary>Numbers as text, or objects with <c>number</c>, <c>note</c>, <c>until</c>; one that stands in the list already is replaced.</summary>
    public IReadOnlyList<NumberListEntry> Add { get; init; } = [];

    /// <summary>Numbers and prefixes as they are listed; visual separators do not count, and neither do numbers that are not in the list.</summary>
    public IReadOnlyList<string> Remove { get; init; } = [];
}
