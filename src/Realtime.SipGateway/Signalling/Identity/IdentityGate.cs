using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Realtime.Sip.Identity;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Signalling.Identity;

/// <summary>
/// Finds out how far the caller's number can be believed: by its signature (STIR/SHAKEN), or by the word of a carrier that is trusted with it.
/// The result is a fact for the rules; trunks that require a signature refuse calls without.
/// </summary>
internal sealed class IdentityGate : IInviteGate
{
    private readonly IdentityVerifier _verifier;
    private readonly IdentityMetrics _metrics;
    private readonly ILogger<IdentityGate> _logger;
    private readonly ConcurrentDictionary<Task, bool> _underWay = new();

    public IdentityGate(
        SignerCertificates certificates, IdentityMetrics metrics, IOptions<IdentityOptions> options, TimeProvider time, ILogger<IdentityGate> logger)
    {
        _verifier = new IdentityVerifier(certificates, time, options.Value.Freshness);
        _metrics = metrics;
        _logger = logger;
    }

    public async ValueTask<bool> PassAsync(ArrivingInvite arriving)
    {
        if (arriving.Trunk.Options.Identity is not { } options)
        {
            return true;
        }

        var (verstat, attestation) = options.TrustVerstat ? CarrierVerstat.Read(arriving.Request) : default;
        if (!options.IsChecked)
        {
            Learn(arriving, verstat, attestation, verstat is null ? null : new CallerIdentityChecked(verstat, attestation, "carrier", null, null));
            return true;
        }

        var verdict = OfTheCaller(await VerifyAsync(arriving, options.Wait), arriving);
        _metrics.Checked(arriving.Trunk.Name, verdict.Result);
        _logger.IdentityChecked(arriving.Trunk.Name, IdentityMetrics.NameOf(verdict.Result), verdict.Attestation, verdict.Signer);

        // Without a signature of its own, the carrier's word counts where it is trusted.
        var isCarriers = verdict.Verstat == IdentityVerdict.NoValidation && verstat is not null;
        var said = isCarriers
            ? new CallerIdentityChecked(verstat!, attestation, "carrier", null, null)
            : new CallerIdentityChecked(verdict.Verstat, verdict.Attestation, IdentityMetrics.NameOf(verdict.Result), verdict.Signer, verdict.OriginId);
        Learn(arriving, said.Verstat, said.Attestation, said);
        if (options.Mode != TrunkIdentityOptions.Require || said.Verstat == IdentityVerdict.ValidationPassed || verdict.Refusal is not var (status, phrase))
        {
            return true;
        }

        _logger.IdentityRefused(arriving.Trunk.Name, status, IdentityMetrics.NameOf(verdict.Result));
        arriving.Transaction.Respond(status, phrase);
        return false;
    }

    /// <summary>
    /// A signature for another number than the one that the rules see is none: a caller may write several, and the trunk's settings say which counts.
    /// </summary>
    private static IdentityVerdict OfTheCaller(IdentityVerdict verdict, ArrivingInvite arriving)
    {
        if (verdict.SignedNumber is not { } signed)
        {
            return verdict;
        }

        var parties = arriving.Trunk.Headers.Read(arriving.Request);
        var isSame = parties.Caller.Length == 0 || Digits(parties.Caller) == signed || Digits(parties.CallerAsSent) == signed;
        return isSame ? verdict : new IdentityVerdict(IdentityResult.OtherNumbers, Signer: verdict.Signer);
    }

    private static string Digits(string? number) => string.Concat((number ?? "").Where(char.IsAsciiDigit));

    private static void Learn(ArrivingInvite arriving, string? verstat, string? attestation, CallerIdentityChecked? happened)
    {
        if (happened is not null)
        {
            arriving.AddFacts(facts => facts with { Verstat = verstat, Attestation = attestation });
            arriving.Record(happened);
        }
    }

    private async ValueTask<IdentityVerdict> VerifyAsync(ArrivingInvite arriving, bool waits)
    {
        var checking = CheckAsync(arriving.Request);
        if (waits || checking.IsCompleted)
        {
            return await checking;
        }

        // It fetches the certificate for the calls that follow.
        _underWay.TryAdd(checking, true);
        _ = checking.ContinueWith(
            static (ended, all) => ((ConcurrentDictionary<Task, bool>)all!).TryRemove(ended, out _), _underWay, TaskScheduler.Default);
        return new IdentityVerdict(IdentityResult.Pending);
    }

    private async Task<IdentityVerdict> CheckAsync(SipRequest invite)
    {
#pragma warning disable CA1031 // The edge of the check: a fault of ours leaves this call unvalidated and no other.
        try
        {
            return await _verifier.VerifyAsync(invite);
        }
        catch (Exception bug)
        {
            _logger.IdentityFaulted(bug);
            return new IdentityVerdict(IdentityResult.BadInfo);
        }
#pragma warning restore CA1031
    }
}
