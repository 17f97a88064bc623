namespace Realtime.SipGateway.Signalling;

/// <summary>Where a carrier writes who was dialled and who calls: <c>Trunks:NAME:Headers</c>. What is empty is as the trunk's profile says.</summary>
public sealed class TrunkHeaderOptions
{
    /// <summary>
    /// Places of the dialled number, in order; the first that has one counts: <c>request-uri</c>, <c>to</c>, <c>diversion</c> (RFC 5806, the latest),
    /// <c>diversion-last</c> (the first who diverted), <c>history-info</c> (RFC 7044, the number dialled first), <c>p-called-party-id</c> (RFC 7315),
    /// <c>header:X-Name</c>.
    /// </summary>
    public IList<string> Dialled { get; set; } = [];

    /// <summary>
    /// Places of the calling number, in order; the first that is there counts: <c>p-asserted-identity</c> (RFC 3325), <c>remote-party-id</c>,
    /// <c>p-preferred-identity</c>, <c>from</c>, <c>header:X-Name</c>.
    /// </summary>
    public IList<string> Caller { get; set; } = [];

    /// <summary>Callers who ask for <c>Privacy: id</c> or <c>user</c> (RFC 3323, 3325) are withheld callers, for rules, records and the AI side.</summary>
    public bool HonourPrivacy { get; set; } = true;

    /// <summary>Numbers that mean a withheld caller, as some carriers write it.</summary>
    public IList<string> WithheldNumbers { get; set; } = [];
}
