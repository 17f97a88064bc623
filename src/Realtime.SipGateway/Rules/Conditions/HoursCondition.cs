using Realtime.SipGateway.Rules.Hours;

namespace Realtime.SipGateway.Rules.Conditions;

/// <summary>One of the named opening hours is open.</summary>
internal sealed class HoursCondition(string path, IReadOnlyList<string> names, IReadOnlyDictionary<string, OpeningHours> hours)
    : Condition(path, "hours", "is open: " + string.Join(", ", names.Take(6)) + (names.Count > 6 ? ", …" : ""))
{
    private readonly OpeningHours[] _hours = [.. names.Select(name => hours[name])];

    public override bool Holds(RuleSubject subject)
    {
        if (subject.At is not { } at)
        {
            return false;
        }

        foreach (var one in _hours)
        {
            if (one.IsOpen(at))
            {
                return true;
            }
        }

        return false;
    }

    public override string Actual(RuleSubject subject)
    {
        if (subject.At is not { } at)
        {
            return "(unknown)";
        }

        var states = _hours.Select(one => one.StateAt(at)).ToList();
        var open = states.FindIndex(static state => state.IsOpen);
        return states[Math.Max(0, open)].Why;
    }
}
