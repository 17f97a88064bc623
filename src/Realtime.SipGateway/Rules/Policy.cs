using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Rules;

/// <summary>One published version of the policy document: what a call keeps for as long as it lives.</summary>
/// <param name="Version">Stands in decisions and records: a number and the first digits of the document's SHA-256, <c>7-3f9ac2d1</c>.</param>
/// <param name="Document">The validated document.</param>
public sealed record Policy(string Version, PolicyDocument Document)
{
    /// <summary>Who published it, when and from where; number 0 for one that only lives on in calls of another process.</summary>
    internal PolicyVersion Published { get; init; } = new(0, new string('0', 64), default, "", PolicySource.File, null);

    /// <summary>The document as it was published.</summary>
    internal ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>The rules, made ready once.</summary>
    internal RuleSet Rules { get; } = new(Document);
}
