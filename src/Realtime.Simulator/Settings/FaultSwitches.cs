namespace Realtime.Simulator.Settings;

/// <summary>The faults in force, changed by the control API.</summary>
public sealed class FaultSwitches(SimulatorFaults initial)
{
    private volatile SimulatorFaults _current = initial;

    /// <summary>The faults in force now.</summary>
    public SimulatorFaults Current
    {
        get => _current;
        set => _current = value;
    }
}
