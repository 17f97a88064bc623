namespace Realtime.Simulator.Story;

/// <summary>The violations of one call, oldest first; the first hundred are kept.</summary>
internal sealed class ViolationList(TimeProvider time)
{
    private const int Kept = 100;

    private readonly Lock _gate = new();
    private readonly List<Violation> _violations = [];

    public IReadOnlyList<Violation> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _violations];
            }
        }
    }

    public void Add(string where, string code, string message)
    {
        lock (_gate)
        {
            if (_violations.Count < Kept)
            {
                _violations.Add(new Violation(time.GetUtcNow(), where, code, message));
            }
        }
    }
}
