namespace Realtime.SipGateway.Calls;

/// <summary>From the caller's last word to the agent's first audio, turn by turn.</summary>
internal sealed class TurnLatencies
{
    /// <summary>Turns kept: an hour of quick talk.</summary>
    private const int Max = 1_024;

    private readonly List<double> _all = [];

    public void Add(double milliseconds)
    {
        if (_all.Count < Max)
        {
            _all.Add(milliseconds);
        }
    }

    /// <summary>Median, 95th percentile (nearest rank) and maximum; nulls without turns.</summary>
    public (double? Median, double? P95, double? Max) Sum()
    {
        if (_all.Count == 0)
        {
            return default;
        }

        var sorted = _all.Order().ToArray();
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return (median, sorted[(int)Math.Ceiling(0.95 * sorted.Length) - 1], sorted[^1]);
    }
}
