using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Rules.DryRuns;

/// <summary>Counts what changes, in bounded memory.</summary>
internal sealed class DryRunTally(string policy)
{
    /// <summary>Different changes that are counted apart; a policy with more has nothing to do with the one before.</summary>
    private const int MaxCounted = 10_000;

    private readonly Dictionary<(DryRunOutcome Before, DryRunOutcome After), int> _groups = [];
    private readonly List<DryRunChange> _changes = [];
    private int _calls;
    private int _replayed;
    private int _changed;
    private int _otherRule;

    public void Add(CallRecord record, DecisionMade? recorded, Func<CallFacts, string?, CallDecision> decide)
    {
        _calls++;
        if (recorded?.Facts is not { } facts)
        {
            return;
        }

        _replayed++;

        // A call that came by webhook is at its target already, whatever a rule names.
        var own = facts.Source == CallSourceKind.Webhook ? recorded.Decision.Target : null;
        var decision = decide(facts, own);
        if (own is not null && decision.Accepted)
        {
            decision = decision with { Target = own };
        }

        var (before, after) = (DryRunOutcome.Of(recorded.Decision), DryRunOutcome.Of(decision));
        if (before.Does == after.Does)
        {
            _otherRule += before.Rule == after.Rule ? 0 : 1;
            return;
        }

        _changed++;
        if (_groups.TryGetValue((before, after), out var count) || _groups.Count < MaxCounted)
        {
            _groups[(before, after)] = count + 1;
        }

        if (_changes.Count < DryRun.MaxChanges)
        {
            _changes.Add(new DryRunChange(
                record.CallId, record.StartedAt, facts.Trunk, facts.Dialled, facts.Caller.Length == 0 ? null : facts.Caller, recorded.Decision.PolicyVersion, before, after,
                decision.Reasons is { Rules: [.., var match] } ? match.Expected : null));
        }
    }

    public DryRunReport ToReport() => new(
        policy, _calls, _replayed, _changed, _otherRule,
        [.. _groups.OrderByDescending(static group => group.Value).Take(DryRun.MaxGroups).Select(static group => new DryRunGroup(group.Key.Before, group.Key.After, group.Value))],
        _changes);
}
