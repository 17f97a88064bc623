namespace Realtime.SipGateway.Rules.Versions;

/// <summary>How an attempt to publish ended.</summary>
internal enum PolicyPublicationResult
{
    /// <summary>In force and durable.</summary>
    Published = 1,

    /// <summary>The same text is in force already; no new version.</summary>
    Unchanged,

    /// <summary>The document has faults.</summary>
    Faulty,

    /// <summary>Another version than the expected one is in force.</summary>
    Conflict,

    /// <summary>There is nothing to publish: no draft, or no such version.</summary>
    Missing,
}
