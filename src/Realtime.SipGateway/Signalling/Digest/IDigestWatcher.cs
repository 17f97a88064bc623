using Realtime.Sip.Authentication;

namespace Realtime.SipGateway.Signalling.Digest;

/// <summary>Told of each INVITE whose proof was refused: somebody may be guessing passwords.</summary>
internal interface IDigestWatcher
{
    void OnRefused(ArrivingInvite arriving, DigestResult result);
}
