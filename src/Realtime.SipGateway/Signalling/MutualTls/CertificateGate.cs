using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Signalling.MutualTls;

/// <summary>
/// Keeps of the trunks that fit an INVITE those whose certificate its connection showed; without one, those that ask for none. Asked before
/// digest: a trunk may want both.
/// </summary>
internal sealed class CertificateGate(SignallingMetrics metrics, ILogger<CertificateGate> logger) : IInviteGate
{
    private const int Forbidden = 403;

    public ValueTask<bool> PassAsync(ArrivingInvite arriving)
    {
        if (arriving.Candidates.All(static trunk => trunk.Tls is null))
        {
            return ValueTask.FromResult(true);
        }

        var shown = arriving.Flow.PeerCertificateNames;
        var proven = arriving.Candidates.Where(trunk => trunk.Tls?.Find(shown) is not null).ToList();
        if (proven.Count > 0)
        {
            arriving.Narrow(proven);
            arriving.Record(new CallerAuthenticated("certificate", proven[0].Tls!.Find(shown)!));
            return ValueTask.FromResult(true);
        }

        var open = arriving.Candidates.Where(static trunk => trunk.Tls is null).ToList();
        if (open.Count > 0)
        {
            arriving.Narrow(open);
            return ValueTask.FromResult(true);
        }

        metrics.Invite(arriving.Trunk.Name, SignallingMetrics.Unproven);
        logger.CertificateMissing(arriving.Flow.Remote.ToString(), arriving.Trunk.Name, shown.Count == 0 ? "it shows none that is trusted" : "it is for " + shown[0]);
        arriving.Transaction.Respond(Forbidden);
        return ValueTask.FromResult(false);
    }
}
