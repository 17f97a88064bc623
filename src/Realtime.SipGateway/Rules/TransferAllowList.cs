using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Rules;

/// <summary>
/// The one gate before the gateway calls anybody (P5): a named destination of the call's agent, or a number or address that its allow-list
/// matches and the site does not deny. Asked by every way to transfer, whoever wants it.
/// </summary>
public sealed class TransferAllowList(PolicyStore policies, IOptions<TransferOptions> options)
{
    /// <param name="policyVersion">The version that decided the call.</param>
    /// <param name="agent">Its agent.</param>
    /// <param name="request">Who wants it to go where.</param>
    public TransferVerdict Check(string policyVersion, string agent, TransferRequest request) =>
        request.IsTakeover && policies.Find(policyVersion)?.Document.Takeover?.Find(request.Target) is { } target && TransferAddress.TryParse(target, out var address)
            ? new TransferVerdict(address, null)
            : Check(policyVersion, agent, request.Target);

    /// <param name="policyVersion">The version that decided the call.</param>
    /// <param name="agent">Its agent.</param>
    /// <param name="asked">A destination's name, a number or a SIP address.</param>
    public TransferVerdict Check(string policyVersion, string agent, string asked)
    {
        if (policies.Find(policyVersion)?.Document.Agents.GetValueOrDefault(agent)?.Transfer is not { } transfer)
        {
            return Denied("This agent may transfer to nobody.");
        }

        if (NamedDestination(transfer, asked) is { } named)
        {
            return TransferAddress.TryParse(named, out var known) ? new TransferVerdict(known, null) : Denied("The destination cannot be called.");
        }

        if (!TransferAddress.TryParse(asked, out var address))
        {
            return Denied(transfer.Destinations.Count > 0
                ? "There is no such destination; known are: " + string.Join(", ", transfer.Destinations.Keys) + "."
                : "That is no telephone number and no SIP address.");
        }

        var matches = transfer.Allow.Select(text => TransferPattern.TryParse(text, out var pattern) ? pattern : null)
            .Where(pattern => pattern?.Matches(address) == true).ToList();
        if (matches.Count == 0)
        {
            return Denied("The number or address is not one that this agent may transfer to.");
        }

        return matches.Exists(pattern => pattern!.IsExact) || WhyDenied(address) is not { } why ? new TransferVerdict(address, null) : Denied(why);
    }

    /// <summary>Why the site denies it though a pattern matches; null when it does not.</summary>
    private string? WhyDenied(TransferAddress address)
    {
        if (address.Dialled is not { } number)
        {
            return null;
        }

        // 00 is how much of the world writes +: the same number must not pass by another spelling.
        var international = number.StartsWith("00", StringComparison.Ordinal) ? "+" + number[2..]
            : number.StartsWith("011", StringComparison.Ordinal) ? "+" + number[3..]
            : number;
        if (number.TrimStart('+').Length < options.Value.MinDigits && address.Number is not null)
        {
            return "Short numbers may be transferred to only where they are named in full.";
        }

        var isDenied = options.Value.DeniedPrefixes.Any(prefix => TransferAddress.ReadNumber(prefix) is { } digits && international.StartsWith(digits, StringComparison.Ordinal));
        return isDenied || (options.Value.DenyPremium && PremiumNumbers.Contains(international))
            ? "Premium-rate and denied numbers may be transferred to only where they are named in full."
            : null;
    }

    private static string? NamedDestination(TransferDefinition transfer, string asked) =>
        transfer.Destinations.GetValueOrDefault(asked)
        ?? transfer.Destinations.FirstOrDefault(entry => entry.Key.Equals(asked.Trim(), StringComparison.OrdinalIgnoreCase)).Value;

    private static TransferVerdict Denied(string why) => new(null, why);
}
