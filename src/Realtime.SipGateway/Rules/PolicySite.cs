namespace Realtime.SipGateway.Rules;

/// <summary>What the site configuration defines and a policy document may only name (<c>DESIGN.md</c> §6.12).</summary>
/// <param name="Targets">Names of the AI targets.</param>
/// <param name="DefaultTarget">Where a rule without a target sends its calls; null when each rule must name one.</param>
public sealed record PolicySite(IReadOnlyCollection<string> Targets, string? DefaultTarget)
{
    /// <summary>Section of the site configuration that defines destinations.</summary>
    public const string DestinationsSection = "Destinations";

    /// <summary>Names of the destinations that a call can fall back to.</summary>
    public IReadOnlyCollection<string> Destinations { get; init; } = [];

    /// <summary>What else has to be right before a document is published, such as the sessions its agents make; null: nothing.</summary>
    public Func<PolicyDocument, IEnumerable<PolicyFault>>? CheckDocument { get; init; }
}
