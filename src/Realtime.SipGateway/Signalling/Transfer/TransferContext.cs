using Realtime.Sip.Authentication;
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
    private const int MaxName = 64;

    /// <summary>RFC 3323 §4.1.1.3.</summary>
    private static readonly NameAddress Anonymous = NameAddress.Parse("\"Anonymous\" <sip:anonymous@anonymous.invalid>");

    public TrunkTransferOptions Options => Trunk.Options.Transfer;

    /// <summary>The trunk that carries calls to targets.</summary>
    public string CarrierName => Options.Via ?? Trunk.Name;

    /// <summary>That trunk as it is now: a reload may have changed it.</summary>
    public TrunkOptions Carrier => Services.Trunks.Find(CarrierName)?.Options ?? Trunk.Options;

    /// <summary>Targets can be called at all.</summary>
    public bool HasPeers => Carrier.Peers.Count > 0;

    /// <summary>Who we are for that carrier, if it asks.</summary>
    public SipCredentials? Credentials => Services.Routes.CredentialsOf(CarrierName);

    private string Domain => Options.Domain ?? (Carrier.Peers.MinBy(peer => peer.Priority) is { } first ? SipUri.Parse(first.Uri).Host : RemoteHost);

    private string RemoteHost => Legs.CallerDialog is { } dialog ? SipUri.Parse(dialog.RemoteTarget).Host : "invalid";

    /// <summary>The value of Refer-To as this carrier wants it (field report P29: a rewritten one leads nowhere).</summary>
    public string ReferTo(TransferAddress target) => target.Number is not { } number ? $"<{target}>"
        : Options.ReferTo.Equals(TransferWays.Sip, StringComparison.OrdinalIgnoreCase) ? $"<sip:{number}@{Domain};user=phone>"
        : number.StartsWith('+') ? $"<tel:{number}>"
        : $"<tel:{number};phone-context={Domain}>";

    /// <summary>Who calls the target. A caller who withheld the number stays withheld.</summary>
    public NameAddress CallerId()
    {
        var number = Options.CallerId switch
        {
            TransferWays.CallerIdOfCaller => Call.Facts.Caller,
            TransferWays.CallerIdDialled => Call.Facts.Dialled,
            var given => TransferAddress.ReadNumber(given) ?? "",
        };
        var name = Options.CallerId == TransferWays.CallerIdOfCaller ? Call.Facts.CallerName : null;
        return number.Length == 0 ? Anonymous : NameAddress.Create(SipUri.Create(number, Host), Printable(name, MaxName));
    }

    /// <summary>The agent's words for the human, if the trunk has a header for them: one line of printable text.</summary>
    public IReadOnlyList<SipHeader> Brief(string? summary)
    {
        if (Options.BriefHeader is not { } name || string.IsNullOrWhiteSpace(summary))
        {
            return [];
        }

        return [new SipHeader(name, Printable(summary, MaxBrief)!)];
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

    private static string? Printable(string? text, int length)
    {
        var line = text is null ? null : string.Concat(text.Select(character => char.IsControl(character) || char.IsSurrogate(character) ? ' ' : character)).Trim();
        return line is null || line.Length <= length ? line : line[..length];
    }

    private string Host => Legs.CallerDialog is { } dialog ? NameAddress.Parse(dialog.Contact).Uri.Host : "invalid";
}
