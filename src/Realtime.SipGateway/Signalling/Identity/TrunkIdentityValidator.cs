namespace Realtime.SipGateway.Signalling.Identity;

/// <summary>Checks <c>Identity</c> of a trunk.</summary>
internal static class TrunkIdentityValidator
{
    public static void Validate(TrunkOptions trunk, OptionFaults check)
    {
        if (trunk.Identity is not { } identity)
        {
            return;
        }

        check.OneOf("Identity:Mode", identity.Mode, [TrunkIdentityOptions.Off, TrunkIdentityOptions.Observe, TrunkIdentityOptions.Require]);
        if (!identity.Wait && identity.Mode == TrunkIdentityOptions.Require)
        {
            check.Add("Identity:Wait", "False", "would let calls in unchecked although Mode is require: leave it out, or take observe.");
        }
    }
}
