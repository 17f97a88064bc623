using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Signalling;

/// <summary>Writes down what the dialogs of a call's legs are, whenever what the log says of them is not enough any more to end them.</summary>
internal sealed class DialogNotes(Call call)
{
    /// <summary>Requests of ours that may go out before the number is written again: DTMF relayed by INFO must not fill the log.</summary>
    private const int MaxUnwritten = 1_000;

    /// <summary>
    /// Added to the written number for the next request: above all that were not written, and those of a process that took the call over
    /// meanwhile. A gap is no error (RFC 3261 §12.2.2).
    /// </summary>
    private const uint Margin = 10 * MaxUnwritten;

    private readonly Dictionary<B2buaSide, DialogState> _written = [];

    /// <summary>Called in the turn of the call.</summary>
    /// <param name="legs">The legs.</param>
    /// <param name="target">Name of the AI target that the second leg leads to; null: to a person.</param>
    public void Note(B2buaCall legs, string? target)
    {
        Note(B2buaSide.Caller, legs.FactsOf(B2buaSide.Caller), null);
        Note(B2buaSide.Target, legs.FactsOf(B2buaSide.Target), target);
    }

    /// <summary>The dialog as it can be gone on with.</summary>
    /// <exception cref="FormatException">It was not written by <see cref="Describe"/>.</exception>
    public static B2buaLegFacts Read(DialogState state) => new(
        new DialogSnapshot
        {
            Role = state.Role == "server" ? DialogRole.Server : DialogRole.Client,
            CallId = state.SipCallId,
            Local = NameAddress.Create(SipUri.Parse(state.LocalUri), tag: state.LocalTag).ToString(),
            Remote = NameAddress.Create(SipUri.Parse(state.RemoteUri), tag: state.RemoteTag is { Length: > 0 } tag ? tag : null).ToString(),
            RemoteTarget = state.RemoteTarget,
            Routes = state.Routes,
            Contact = state.Contact,
            LocalCSeq = (uint)state.LocalCseq + Margin,
            RemoteCSeq = (uint?)state.RemoteCseq,
        },
        Enum.Parse<SipTransportKind>(state.Transport, ignoreCase: true),
        System.Net.IPEndPoint.Parse(state.LocalAddress),
        System.Net.IPEndPoint.Parse(state.RemoteAddress));

    internal static DialogState Describe(B2buaSide side, B2buaLegFacts facts, string? target)
    {
        var dialog = facts.Dialog;
        var (local, remote) = (NameAddress.Parse(dialog.Local), NameAddress.Parse(dialog.Remote));
        return new DialogState(
            side == B2buaSide.Caller ? DialogState.Caller : DialogState.Called,
            target,
            dialog.Role == DialogRole.Server ? "server" : "client",
            dialog.CallId,
            Plain(local.Uri),
            local.Tag ?? "",
            Plain(remote.Uri),
            remote.Tag ?? "",
            Plain(SipUri.Parse(dialog.RemoteTarget)),
            dialog.Routes,
            dialog.Contact,
            dialog.LocalCSeq,
            dialog.RemoteCSeq,
            facts.Transport.ToString().ToLowerInvariant(),
            facts.Local.ToString(),
            facts.Remote.ToString());
    }

    /// <summary>Without a password, which the log must not hold.</summary>
    private static string Plain(SipUri uri)
    {
        var text = uri.ToString();
        if (uri.Password is null)
        {
            return text;
        }

        var user = text.IndexOf(':', StringComparison.Ordinal) + 1;
        return string.Concat(text.AsSpan(0, text.IndexOf(':', user)), text.AsSpan(text.IndexOf('@', StringComparison.Ordinal)));
    }

    private void Note(B2buaSide side, B2buaLegFacts? facts, string? target)
    {
        if (facts is null)
        {
            return;
        }

        var state = Describe(side, facts, target);
        if (_written.TryGetValue(side, out var before) && before.LeadsAs(state) && state.LocalCseq - before.LocalCseq < MaxUnwritten)
        {
            return;
        }

        _written[side] = state;
        call.Record(state);
    }
}
