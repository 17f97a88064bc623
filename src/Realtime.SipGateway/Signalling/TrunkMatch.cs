namespace Realtime.SipGateway.Signalling;

/// <summary>The trunks that a request may have come over, closest first, or why there is none.</summary>
/// <param name="Candidates">Usually one; several when trunks share an address and a number, and are told apart by what their callers prove.</param>
/// <param name="Miss">How near it was.</param>
/// <param name="Why">The nearest miss in words, for the log (pain P24 of the field).</param>
internal readonly record struct TrunkMatch(IReadOnlyList<Trunk> Candidates, TrunkMiss Miss = TrunkMiss.None, string Why = "")
{
    /// <summary>Nothing has to be proven: address and number say which trunk it is.</summary>
    public bool IsSettled => AreSettled(Candidates);

    public static bool AreSettled(IReadOnlyList<Trunk> candidates) => candidates is [{ IsKnownByAddress: true }];

    public Trunk? Trunk => Candidates.Count > 0 ? Candidates[0] : null;
}
