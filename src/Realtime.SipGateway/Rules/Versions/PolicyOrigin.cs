using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Rules.Versions;

/// <summary>Who publishes, from where, and what he says about it.</summary>
internal sealed record PolicyOrigin(string Actor, PolicySource Source, string? Note = null)
{
    /// <summary>A sentence or a few, not a document.</summary>
    public const int MaxNote = 1_000;

    /// <summary>The address it came from; null from this machine.</summary>
    public string? Remote { get; init; }

    public static PolicyOrigin File { get; } = new("file", PolicySource.File);
}
