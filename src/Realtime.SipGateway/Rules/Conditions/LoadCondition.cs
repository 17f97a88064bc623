using System.Globalization;
using Realtime.SipGateway.Calls.Load;

namespace Realtime.SipGateway.Rules.Conditions;

/// <summary>One count of the load within its limit.</summary>
internal sealed class LoadCondition(string path, string name, LoadLimit limit, Func<CallLoad, int> count) : Condition(path, name, "is " + limit.Describe())
{
    public override bool Holds(RuleSubject subject) => limit.Holds(count(subject.Load));

    public override string Actual(RuleSubject subject) => count(subject.Load).ToString(CultureInfo.InvariantCulture);

    /// <summary>One condition for each count that has a limit.</summary>
    public static IEnumerable<Condition> Of(string path, LoadConditions load)
    {
        if (load.Calls is { } calls)
        {
            yield return new LoadCondition(path + ".calls", "load of all calls", calls, static now => now.Calls);
        }

        if (load.Trunk is { } trunk)
        {
            yield return new LoadCondition(path + ".trunk", "load of the trunk", trunk, static now => now.Trunk);
        }

        foreach (var (agent, limit) in load.Agents ?? new Dictionary<string, LoadLimit>())
        {
            yield return new LoadCondition($"{path}.agents.{agent}", "load of agent " + agent, limit, now => now.Agents.GetValueOrDefault(agent));
        }

        if (load.CallerPerHour is { } caller)
        {
            yield return new LoadCondition(path + ".caller_per_hour", "calls of the caller in an hour", caller, static now => now.CallerLastHour);
        }
    }
}
