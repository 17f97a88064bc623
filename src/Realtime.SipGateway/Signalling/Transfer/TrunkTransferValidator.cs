using Realtime.Sip.B2bua;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Signalling.Transfer;

/// <summary>Checks the <c>Transfer</c> of a trunk; every fault has its key, its value and what would be right.</summary>
internal static class TrunkTransferValidator
{
    private const int MaxHeaderName = 64;

    public static void Validate(string name, TrunkOptions trunk, SignallingOptions all, List<string> faults)
    {
        var options = trunk.Transfer;
        var check = new OptionFaults($"{SignallingOptions.TrunksSection}:{name}:Transfer", faults);
        foreach (var (index, mode) in options.Modes.Index())
        {
            check.OneOf($"Modes:{index}", mode, TransferWays.Modes);
        }

        check.OneOf("ReferTo", options.ReferTo, [TransferWays.Tel, TransferWays.Sip]);
        check.OneOf("Flow", options.Flow, [TransferWays.CachedOffer, TransferWays.Offerless]);
        check.Range("AnswerTimeoutMs", options.AnswerTimeoutMs, 1_000, 120_000);
        check.Range("NotifyTimeoutMs", options.NotifyTimeoutMs, 500, 30_000);
        check.Range("ReferTimeoutMs", options.ReferTimeoutMs, 1_000, 180_000);
        check.Range("MaxConnectedSeconds", options.MaxConnectedSeconds, 60, 86_400);
        Names(trunk, all, check);
    }

    private static void Names(TrunkOptions trunk, SignallingOptions all, OptionFaults check)
    {
        var options = trunk.Transfer;
        if (options.Domain is not null && Uri.CheckHostName(options.Domain) == UriHostNameType.Unknown)
        {
            check.Add("Domain", options.Domain, "is no host: write pstn.carrier.example.");
        }

        if (options.Via is not null && !all.Trunks.ContainsKey(options.Via))
        {
            check.Add("Via", options.Via, "is no trunk: name one of section Trunks.");
        }

        // Named outright, a way that has nowhere to go is a mistake; in the default order it is left out.
        var peers = options.Via is not null && all.Trunks.TryGetValue(options.Via, out var via) ? via.Peers : trunk.Peers;
        if (peers.Count == 0 && options.Modes.Any(mode => !mode.Equals(TransferWays.Refer, StringComparison.OrdinalIgnoreCase)))
        {
            check.Add("Modes calls transfer targets, and the trunk has no Peers to call them through: give Peers, or Transfer:Via.");
        }

        if (options.CallerId is not (TransferWays.CallerIdOfCaller or TransferWays.CallerIdDialled) && TransferAddress.ReadNumber(options.CallerId) is null)
        {
            check.Add("CallerId", options.CallerId, "is neither caller nor dialled nor a number: write +15550100.");
        }

        if (options.BriefHeader is { } header && !IsBriefHeader(header))
        {
            check.Add("BriefHeader", header, "cannot carry a summary: write X-Transfer-Summary, or Subject.");
        }
    }

    private static bool IsBriefHeader(string name) =>
        name.Length is > 0 and <= MaxHeaderName && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '-')
        && (name.StartsWith("X-", StringComparison.OrdinalIgnoreCase) || name.Equals("Subject", StringComparison.OrdinalIgnoreCase))
        && !name.StartsWith(B2buaHeaderPolicy.ReservedPrefix, StringComparison.OrdinalIgnoreCase);
}
