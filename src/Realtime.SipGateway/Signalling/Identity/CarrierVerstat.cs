using Realtime.Sip.Identity;
using Realtime.Sip.Messages;

namespace Realtime.SipGateway.Signalling.Identity;

/// <summary>What a carrier says of its own verification. Anybody can write it: only to be asked of trunks whose carrier removes what callers write.</summary>
internal static class CarrierVerstat
{
    private const string Parameter = "verstat";
    private const string TwilioHeader = "X-Twilio-VerStat";
    private const string AttestationHeader = "P-Attestation-Indicator";

    private static readonly string[] Known = [IdentityVerdict.ValidationPassed, IdentityVerdict.ValidationFailed, IdentityVerdict.NoValidation];

    /// <summary>Verstat and attestation; nulls where it says nothing, or nothing that is known.</summary>
    public static (string? Verstat, string? Attestation) Read(SipRequest invite)
    {
        var asserted = invite.Headers.TryReadAddresses(SipHeaderId.PAssertedIdentity, out var identities) ? identities : [];
        foreach (var said in asserted.Append(invite.From).Select(OfAddress).Append(invite.Headers.First(TwilioHeader)).OfType<string>())
        {
            if (Array.Find(Known, known => said.StartsWith(known, StringComparison.OrdinalIgnoreCase)) is { } verstat)
            {
                return (verstat, verstat == IdentityVerdict.ValidationPassed ? Attestation(said[verstat.Length..].TrimStart('-')) ?? Indicated(invite) : null);
            }
        }

        return default;
    }

    private static string? Indicated(SipRequest invite) => Attestation(invite.Headers.First(AttestationHeader));

    private static string? Attestation(string? text) => text?.Trim().ToUpperInvariant() is "A" or "B" or "C" ? text.Trim().ToUpperInvariant() : null;

    /// <summary>It is a parameter of a tel URI: behind the number, in the user part of a sip URI; some write it behind the host.</summary>
    private static string? OfAddress(NameAddress address)
    {
        if (address.Uri.Parameters[Parameter] is { } own)
        {
            return own;
        }

        var user = address.Uri.User ?? "";
        foreach (var part in user.Split(';').Skip(1))
        {
            if (part.StartsWith(Parameter + "=", StringComparison.OrdinalIgnoreCase))
            {
                return part[(Parameter.Length + 1)..];
            }
        }

        return null;
    }
}
