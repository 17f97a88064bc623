namespace Realtime.SipGateway.Signalling.Defence;

/// <summary>What each sign is worth against <see cref="DefenceOptions.BanScore"/>.</summary>
internal static class DefenceSignals
{
    /// <summary>A source that nothing proves may be forged: its signs count half.</summary>
    public const double Unproven = 0.5;

    private static readonly string[] Names = ["unknown_source", "excess_rate", "malformed", "failed_proof", "scanner"];

    public static string Name(DefenceSignal signal) => Names[(int)signal];

    public static double Weight(DefenceSignal signal) => signal switch
    {
        DefenceSignal.UnknownSource => 5,
        DefenceSignal.ExcessRate => 5,
        DefenceSignal.Malformed => 10,
        DefenceSignal.FailedProof => 20,
        _ => 200,
    };
}
