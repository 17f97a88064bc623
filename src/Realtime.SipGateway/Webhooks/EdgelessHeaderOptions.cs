namespace Realtime.SipGateway.Webhooks;

/// <summary>Where the carrier of calls without our edge writes who was dialled and who calls: <c>Webhooks:Headers</c>, as <c>Trunks:NAME:Headers</c>.</summary>
public sealed class EdgelessHeaderOptions
{
    /// <summary>
    /// Places of the dialled number, in order: <c>to</c>, <c>diversion</c>, <c>diversion-last</c>, <c>history-info</c>, <c>p-called-party-id</c>,
    /// <c>header:X-Name</c>; one that holds the vendor's project (<c>proj_…</c>) is passed over. The Request-URI is not told. Empty:
    /// <c>to</c>, <c>diversion</c>, <c>p-called-party-id</c>.
    /// </summary>
    public IList<string> Dialled { get; set; } = [];

    /// <summary>
    /// Places of the calling number, in order: <c>p-asserted-identity</c>, <c>remote-party-id</c>, <c>p-preferred-identity</c>, <c>from</c>,
    /// <c>header:X-Name</c>. Empty: the first two, then <c>from</c>.
    /// </summary>
    public IList<string> Caller { get; set; } = [];

    /// <summary>Callers who ask for <c>Privacy: id</c> or <c>user</c> are withheld callers, for rules and records.</summary>
    public bool HonourPrivacy { get; set; } = true;

    /// <summary>Numbers that mean a withheld caller, as some carriers write it.</summary>
    public IList<string> WithheldNumbers { get; set; } = [];
}
