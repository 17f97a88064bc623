namespace Realtime.SipGateway.Calls.Events;

/// <summary>
/// <c>signalling.dialog_state</c>: What the SIP dialog of a leg is (RFC 3261 §12): written when it is confirmed and when what matters of it has changed, so that
/// a process that knows nothing but the log can end it. It holds no session description and no key; passwords and display names are left out
/// of the addresses.
/// </summary>
/// <param name="Leg"><c>caller</c> or <c>target</c>.</param>
/// <param name="Target">Name of the AI target that the leg leads to; null of the caller's leg, and of a person's.</param>
/// <param name="Role"><c>server</c>: the other side began the dialog; <c>client</c>: we did.</param>
/// <param name="SipCallId">The dialog's Call-ID.</param>
/// <param name="LocalUri">Our address.</param>
/// <param name="LocalTag">Our tag.</param>
/// <param name="RemoteUri">The other side's address.</param>
/// <param name="RemoteTag">The other side's tag.</param>
/// <param name="RemoteTarget">The other side's Contact URI: the Request-URI of what we send.</param>
/// <param name="Routes">Route values in the order in which our requests carry them.</param>
/// <param name="Contact">Our Contact.</param>
/// <param name="LocalCseq">The number of our last request when this was written; numbers that come after it are not all written.</param>
/// <param name="RemoteCseq">The number of the other side's last request then; null: it had sent none.</param>
/// <param name="Transport"><c>udp</c>, <c>tcp</c> or <c>tls</c>.</param>
/// <param name="LocalAddress">Our listener; port 0 where the connection was one that we opened.</param>
/// <param name="RemoteAddress">Where the other side was last.</param>
public sealed record DialogState(
    string Leg,
    string? Target,
    string Role,
    string SipCallId,
    string LocalUri,
    string LocalTag,
    string RemoteUri,
    string RemoteTag,
    string RemoteTarget,
    IReadOnlyList<string> Routes,
    string Contact,
    long LocalCseq,
    long? RemoteCseq,
    string Transport,
    string LocalAddress,
    string RemoteAddress) : CallEventData
{
    /// <summary>The <see cref="Leg"/> of who called.</summary>
    public const string Caller = "caller";

    /// <summary>The <see cref="Leg"/> of who was called for them.</summary>
    public const string Called = "target";

    internal override string Type => "signalling.dialog_state";

    /// <summary>Everything but the request numbers is the same: the dialog leads where it led.</summary>
    public bool LeadsAs(DialogState other) =>
        other is not null && Routes.SequenceEqual(other.Routes, StringComparer.Ordinal)
        && (this with { Routes = [], LocalCseq = 0, RemoteCseq = null }).Equals(other with { Routes = [], LocalCseq = 0, RemoteCseq = null });
}
