namespace Realtime.SipGateway.Signalling;

/// <summary>
/// A question between the match of a trunk by address and number and its limits: who the caller proves to be, what is known of him. Gates are asked
/// in the order they are registered.
/// </summary>
internal interface IInviteGate
{
    /// <summary>False: the gate has answered the INVITE, which goes no further.</summary>
    ValueTask<bool> PassAsync(ArrivingInvite arriving);
}
