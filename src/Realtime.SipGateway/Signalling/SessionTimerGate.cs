namespace Realtime.SipGateway.Signalling;

/// <summary>A session interval below what the trunk takes is no call yet: the carrier asks again with what the 422 says (RFC 4028 §6).</summary>
internal sealed class SessionTimerGate : IInviteGate
{
    public ValueTask<bool> PassAsync(ArrivingInvite arriving) =>
        ValueTask.FromResult(!arriving.Trunk.Options.SessionTimer.ToOptions().Refuses(arriving.Transaction));
}
