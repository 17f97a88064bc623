namespace Realtime.SipGateway.Calls;

/// <summary>The trunks in force, for those who operate the gateway.</summary>
public interface ITrunkStatus
{
    /// <summary>By name.</summary>
    IReadOnlyList<TrunkStatus> List();

    /// <summary>A number in the form that the rules see when this trunk's carrier writes it so; as it is, for an unknown trunk.</summary>
    string Normalise(string trunk, string number);

    /// <summary>Faults of changed settings that are not in force; empty when there are none.</summary>
    IReadOnlyList<string> RefusedSettings { get; }
}
