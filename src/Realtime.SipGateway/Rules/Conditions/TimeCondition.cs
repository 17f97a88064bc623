namespace Realtime.SipGateway.Rules.Conditions;

/// <summary>Wall-clock windows.</summary>
internal sealed class TimeCondition(string path, IReadOnlyList<TimeWindowDefinition> windows)
    : Condition(path, "time", OneOf([.. windows.Select(TimeWindow.Describe)]))
{
    private readonly TimeWindow[] _windows = [.. windows.Select(static window => new TimeWindow(window))];

    public override bool Holds(RuleSubject subject)
    {
        if (subject.At is not { } at)
        {
            return false;
        }

        foreach (var window in _windows)
        {
            if (window.Holds(at))
            {
                return true;
            }
        }

        return false;
    }

    public override string Actual(RuleSubject subject) => subject.At is { } at ? _windows[0].Clock(at) : "(unknown)";
}
