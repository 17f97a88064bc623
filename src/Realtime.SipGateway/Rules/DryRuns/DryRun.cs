using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Rules.DryRuns;

/// <summary>
/// Decides recorded calls once more by another policy, from the facts that their decisions were made by, time and load included. Nothing
/// happens to anybody; of the calls only their first events are read, one call at a time.
/// </summary>
public sealed class DryRun(ICallEventLog log)
{
    public const int DefaultCalls = 1_000;

    /// <summary>Some seconds of reading.</summary>
    public const int MaxCalls = 10_000;

    /// <summary>Calls told one by one; the groups count all of them.</summary>
    public const int MaxChanges = 200;

    public const int MaxGroups = 100;

    private const int PageSize = 500;

    /// <summary>A decision stands among the first events of a call; further ones are not looked at.</summary>
    private const int MaxEvents = 100;

    /// <param name="policy">The policy to try.</param>
    /// <param name="defaultTarget">Where its rules without a target send calls.</param>
    /// <param name="last">How many of the newest calls, 1 to <see cref="MaxCalls"/>.</param>
    /// <param name="since">Only calls that began then or later; null: all.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task<DryRunReport> RunAsync(Policy policy, string? defaultTarget, int last, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var tally = new DryRunTally(policy.Version);
        DateTimeOffset? before = null;
        var left = last;
        while (left > 0)
        {
            var page = await log.ListRecordsAsync(Math.Min(left, PageSize), before, cancellationToken);
            foreach (var record in page)
            {
                if (record.StartedAt < since)
                {
                    return tally.ToReport();
                }

                tally.Add(
                    record, await DecisionOfAsync(record.CallId, cancellationToken), (facts, target) => RuleEngine.Decide(policy, facts, target ?? defaultTarget));
            }

            left -= page.Count;
            if (page.Count == 0)
            {
                break;
            }

            before = page[^1].StartedAt;
        }

        return tally.ToReport();
    }

    private async Task<DecisionMade?> DecisionOfAsync(CallId call, CancellationToken cancellationToken)
    {
        var seen = 0;
        await foreach (var callEvent in log.ReadAsync(call, cancellationToken))
        {
            if (callEvent.Data is DecisionMade decision)
            {
                return decision;
            }

            if (++seen == MaxEvents)
            {
                break;
            }
        }

        return null;
    }
}
