using Realtime.Sip.Authentication;
using Realtime.SipGateway.Signalling.Digest;

namespace Realtime.SipGateway.Signalling.Defence;

/// <summary>Wrong passwords count against their source: somebody may be guessing.</summary>
internal sealed class DigestBans(SourceGuard guard) : IDigestWatcher
{
    public void OnRefused(ArrivingInvite arriving, DigestResult result)
    {
        if (result is DigestResult.Refused or DigestResult.Malformed or DigestResult.Replayed)
        {
            guard.Report(arriving.Flow, DefenceSignal.FailedProof);
        }
    }
}
