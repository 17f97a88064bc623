namespace Realtime.SipGateway.Rules.Versions;

/// <summary>What happened to one place of the document.</summary>
public enum PolicyChangeKind
{
    Added = 1,
    Removed,
    Changed,

    /// <summary>The same, at another place in an order that counts.</summary>
    Moved,
}
