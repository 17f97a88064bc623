using Realtime.Sip.Messages;

namespace Realtime.Sip.Identity;

/// <summary>
/// The verification service of RFC 8224 §6.2 for calls between telephone numbers: everything that costs nothing is checked before a certificate
/// is asked for, and the signature last.
/// </summary>
public sealed class IdentityVerifier(IIdentityCertificates certificates, TimeProvider time, TimeSpan freshness)
{
    /// <summary>RFC 8224 §6.2 recommends a minute: beyond it a signature may have been copied from another call.</summary>
    public static readonly TimeSpan DefaultFreshness = TimeSpan.FromSeconds(60);

    private const string Es256 = "ES256";

    /// <summary>Checks the Identity headers of an INVITE; one that passes is enough.</summary>
    public async ValueTask<IdentityVerdict> VerifyAsync(SipRequest invite, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(invite);
        var (headers, hasBroken) = IdentityHeader.ReadAll(invite);
        var best = new IdentityVerdict(hasBroken ? IdentityResult.Malformed : headers.Count > 0 ? IdentityResult.Unsupported : IdentityResult.Missing);
        foreach (var header in headers.OrderByDescending(static header => header.Kind == Passport.Shaken))
        {
            var verdict = await VerifyAsync(header, invite, cancellationToken);
            if (verdict.Result == IdentityResult.Passed)
            {
                return verdict;
            }

            // The furthest that one of them came says most about what is wrong.
            best = verdict.Result > best.Result ? verdict : best;
        }

        return best;
    }

    private async ValueTask<IdentityVerdict> VerifyAsync(IdentityHeader header, SipRequest invite, CancellationToken cancellationToken)
    {
        if (header.Kind is not (null or Passport.Shaken) || header.Algorithm is not (null or Es256))
        {
            return new IdentityVerdict(IdentityResult.Unsupported);
        }

        if (!Passport.TryParse(header.Token, out var passport) || passport.Algorithm != Es256 || passport.Kind != header.Kind
            || passport.CertificateAddress != header.Info || (passport.Kind == Passport.Shaken && passport.Attestation is not ("A" or "B" or "C")))
        {
            return new IdentityVerdict(IdentityResult.Malformed);
        }

        if ((time.GetUtcNow() - passport.IssuedAt).Duration() > freshness)
        {
            return new IdentityVerdict(IdentityResult.Stale);
        }

        if (!IsFrom(passport, invite) || !IsTo(passport, invite))
        {
            return new IdentityVerdict(IdentityResult.OtherNumbers);
        }

        var certificate = await certificates.GetAsync(passport.CertificateAddress, cancellationToken);
        return certificate is null ? new IdentityVerdict(IdentityResult.BadInfo)
            : !certificate.IsTrusted || !certificate.IsValidAt(time.GetUtcNow()) ? new IdentityVerdict(IdentityResult.Untrusted, Signer: certificate.ServiceProvider)
            : !certificate.Verifies(passport.SignedText, passport.Signature) ? new IdentityVerdict(IdentityResult.BadSignature, Signer: certificate.ServiceProvider)
            : new IdentityVerdict(
                IdentityResult.Passed,
                passport.Attestation,
                passport.OriginId,
                certificate.ServiceProvider,
                passport.OriginNumber is { } number ? TelephoneNumber.Canonical(number) : null);
    }

    /// <summary>The network's word about the caller before its own (ATIS-1000074 §5.2.2).</summary>
    private static bool IsFrom(Passport passport, SipRequest invite)
    {
        var asserted = invite.Headers.TryReadAddresses(SipHeaderId.PAssertedIdentity, out var identities) ? identities : [];
        var callers = asserted.Count > 0 ? asserted.Select(static one => one.Uri) : [invite.From.Uri];
        return passport.OriginNumber is { } number
            ? TelephoneNumber.Canonical(number) is { } signed && callers.Any(caller => TelephoneNumber.Of(caller) == signed)
            : passport.OriginUri is { } uri && callers.Any(caller => IsSame(uri, caller));
    }

    /// <summary>To is what was dialled; where the call was led elsewhere since, the Request-URI is.</summary>
    private static bool IsTo(Passport passport, SipRequest invite)
    {
        SipUri[] called = [invite.To.Uri, invite.RequestUri];
        var numbers = passport.DestinationNumbers.Select(TelephoneNumber.Canonical).OfType<string>().ToList();
        return called.Any(one => TelephoneNumber.Of(one) is { } number && numbers.Contains(number))
            || passport.DestinationUris.Any(uri => called.Any(one => IsSame(uri, one)));
    }

    private static bool IsSame(string signed, SipUri uri) => SipUri.TryParse(signed, out var parsed)
        && string.Equals(parsed.User, uri.User, StringComparison.Ordinal) && string.Equals(parsed.Host, uri.Host, StringComparison.OrdinalIgnoreCase);
}
