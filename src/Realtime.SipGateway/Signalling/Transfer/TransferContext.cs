using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Signalling.Transfer;

/// <summary>What each way to transfer needs of a call: its legs, its trunk, and the words that targets are called by.</summary>
internal sealed record TransferContext(Call Call, Trunk Trunk, B2buaCall Legs, DialogLayer Dialogs, TransferServices Services)
{
    private const int MaxBrief = 256;

    public TrunkTransferOptions Options => Trunk.Options.Transfer;

    /// <summary>Where calls to targets go, in the order to try them.</summary>
    public IReadOnlyList<SipUri> Peers =>
    [
        .. (Options.Via is { } via && Services.Options.Trunks.TryGetValue(via, out var other) ? other : Trunk.Options).Peers
            .OrderBy(peer => peer.Priority).ThenByDescending(peer => peer.Weight).Select(peer => SipUri.Parse(peer.Uri)),
    ];

    private string Domain => Options.Domain ?? (Peers is [var first, ..] ? first.Host : RemoteHost);

    private string RemoteHost => Legs.CallerDialog is { } dialog ? SipUri.Parse(dialog.RemoteTarget).Host : "invalid";

    /// <summary>The value of Refer-To as this carrier wants it (field report P29: a rewritten one leads nowhere).</summary>
    public string ReferTo(TransferAddress target) => target.Number is not { } number ? $"<{target}>"
        : Options.ReferTo.Equals(TransferWays.Sip, StringComparison.OrdinalIgnoreCase) ? $"<sip:{number}@{Domain};user=phone>"
        : number.StartsWith('+') ? $"<tel:{number}>"
        : $"<tel:{number};phone-context={Domain}>";

    /// <summary>Whom the INVITE to a target is for.</summary>
    public static SipUri RequestUri(TransferAddress target, SipUri peer) => target.Number is { } number
        ? SipUri.Create(number, peer.Host, peer.Port, parameters: "user=phone")
        : SipUri.Parse(target.ToString());

    /// <summary>Who calls the target; null: the caller, as the leg knows it.</summary>
    public NameAddress? CallerId()
    {
        var number = Options.CallerId switch
        {
            TransferWays.CallerIdOfCaller => null,
            TransferWays.CallerIdDialled => Call.Facts.Dialled,
            var given => TransferAddress.ReadNumber(given),
        };
        return string.IsNullOrEmpty(number) ? null : NameAddress.Create(SipUri.Create(number, Host));
    }

    /// <summary>The caller, at our own host.</summary>
    public NameAddress Caller() => NameAddress.Create(SipUri.Create(Call.Facts.Caller.Length > 0 ? Call.Facts.Caller : "anonymous", Host));

    /// <summary>The agent's words for the human, if the trunk has a header for them: one line of printable text.</summary>
    public IReadOnlyList<SipHeader> Brief(string? summary)
    {
        if (Options.BriefHeader is not { } name || string.IsNullOrWhiteSpace(summary))
        {
            return [];
        }

        var line = string.Concat(summary.Select(character => char.IsControl(character) || char.IsSurrogate(character) ? ' ' : character)).Trim();
        return [new SipHeader(name, line.Length <= MaxBrief ? line : line[..MaxBrief])];
    }

    /// <summary>Who refers: the number that the caller dialled (RFC 3892).</summary>
    public SipHeader ReferredBy() => new(SipHeaderId.ReferredBy, $"<{NameAddress.Parse(Legs.CallerDialog!.Local).Uri.WithoutHeaders()}>");

    public void Progressed(TransferMode mode, int status)
    {
        if (status > 100)
        {
            Call.Record(new TransferProgressed(mode, status));
        }
    }

    private string Host => Legs.CallerDialog is { } dialog ? NameAddress.Parse(dialog.Contact).Uri.Host : "invalid";
}
