namespace Realtime.SipGateway.Rules.Afterwards;

/// <summary>What a text model makes of each answered call of an agent when it is over. At least one of the two.</summary>
public sealed record AfterCallDefinition
{
    /// <summary>What the call was about, in a few words; null: none is written.</summary>
    public SummaryDefinition? Summary { get; init; }

    /// <summary>What came of the call, as data; null: nothing is asked.</summary>
    public OutcomeDefinition? Outcome { get; init; }
}
