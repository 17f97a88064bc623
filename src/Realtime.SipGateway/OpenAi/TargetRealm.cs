namespace Realtime.SipGateway.OpenAi;

/// <summary>Where a host belongs: a call that entered in one is invisible in the others (<c>DESIGN.md</c> §6.13).</summary>
internal enum TargetRealm
{
    /// <summary>A simulator, a proxy, another vendor: nothing is known of it.</summary>
    Other,

    OpenAiGlobal,

    OpenAiEurope,

    Azure,
}
