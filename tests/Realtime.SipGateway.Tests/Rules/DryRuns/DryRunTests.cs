using System.Globalization;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.DryRuns;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Tests.Calls;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules.DryRuns;

public sealed class DryRunTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-06-01T10:00:00Z", CultureInfo.InvariantCulture);

    private readonly MemoryCallEventLog _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exactly_the_calls_that_would_go_another_way_are_told()
    {
        var old = PolicyText.Publish(PolicyText.WithRules("""{ "name": "spam", "when": { "caller": ["+1900*"] }, "reject": {} }""", PolicyText.LastRule));
        var spam = Record(old, "+19001");
        Record(old, "+49301");
        var british = Record(old, "+4420");
        var candidate = PolicyText.Publish(PolicyText.WithRules(
            """{ "name": "no more spam", "when": { "caller": ["+1900*"] }, "reject": {} }""",
            """{ "name": "british", "when": { "caller": ["+44*"] }, "accept": { "agent": "desk", "target": "openai-eu" } }""",
            PolicyText.LastRule));

        var report = await new DryRun(_log).RunAsync(candidate, "openai", 100, null, Token);

        Assert.Equal((3, 3, 1, 1), (report.Calls, report.Replayed, report.Changed, report.OtherRule));
        var change = Assert.Single(report.Changes);
        Assert.Equal((british, "+4420", old.Version), (change.CallId, change.Caller, change.PolicyVersion));
        Assert.Equal((new DryRunOutcome("otherwise", "agent desk at openai"), new DryRunOutcome("british", "agent desk at openai-eu")), (change.Before, change.After));
        Assert.Equal("caller is +44*", change.Why);
        Assert.Equal(new DryRunGroup(change.Before, change.After, 1), Assert.Single(report.Groups));
        Assert.NotEqual(spam, change.CallId);
    }

    [Fact]
    public async Task Calls_are_decided_by_their_own_time_and_not_by_that_of_the_run()
    {
        const string Rule = """{ "name": "closed", "when": { "not": { "hours": ["office"] } }, "reject": { "status": 480 } }""";
        var hours = """ "hours": { "office": { "time_zone": "UTC", "weekly": { "monday": ["09:00-17:00"] } } } """;
        var old = PolicyText.Publish(PolicyText.WithRules(PolicyText.LastRule));
        Record(old, "+1", Start);
        var late = Record(old, "+2", Start.AddHours(10));
        var candidate = PolicyText.Publish($$"""{ {{PolicyText.Agents}}, {{hours}}, "rules": [ {{Rule}}, {{PolicyText.LastRule}} ] }""");

        var report = await new DryRun(_log).RunAsync(candidate, "openai", 100, null, Token);

        Assert.Equal(late, Assert.Single(report.Changes).CallId);
    }

    [Fact]
    public async Task Calls_without_facts_are_counted_and_left_out()
    {
        var old = PolicyText.Publish(PolicyText.WithRules(PolicyText.LastRule));
        Record(old, "+1", withFacts: false);

        var report = await new DryRun(_log).RunAsync(PolicyText.Publish(PolicyText.WithRules("""{ "name": "no", "reject": {} }""")), "openai", 100, null, Token);

        Assert.Equal((1, 0, 0), (report.Calls, report.Replayed, report.Changed));
    }

    [Fact]
    public async Task Only_the_last_calls_since_a_time_are_looked_at_and_what_is_told_is_bounded()
    {
        var old = PolicyText.Publish(PolicyText.WithRules(PolicyText.LastRule));
        for (var number = 0; number < 700; number++)
        {
            Record(old, "+1", Start.AddSeconds(number));
        }

        var closed = PolicyText.Publish(PolicyText.WithRules("""{ "name": "no", "reject": {} }"""));
        var all = await new DryRun(_log).RunAsync(closed, "openai", 600, null, Token);
        var since = await new DryRun(_log).RunAsync(closed, "openai", 600, Start.AddSeconds(690), Token);

        Assert.Equal((600, 600, DryRun.MaxChanges), (all.Calls, all.Changed, all.Changes.Count));
        Assert.Equal(600, Assert.Single(all.Groups).Calls);
        Assert.Equal(Start.AddSeconds(699), all.Changes[0].StartedAt);
        Assert.Equal(10, since.Calls);
    }

    [Fact]
    public async Task A_call_that_came_by_webhook_stays_at_its_target()
    {
        var policy = PolicyText.Publish(PolicyText.WithRules(PolicyText.LastRule));
        var id = CallId.New(TimeProvider.System);
        var facts = new CallFacts { Source = CallSourceKind.Webhook, Dialled = "+15550100", Caller = "+1", At = Start, Id = id };
        _log.Append(new CallEvent(id, 1, Start, "node", new DecisionMade(RuleEngine.Decide(policy, facts, "openai-eu"), facts)));
        _log.Save(new CallRecord { CallId = id, StartedAt = Start });

        var report = await new DryRun(_log).RunAsync(policy, "openai", 100, null, Token);

        Assert.Equal((1, 0), (report.Replayed, report.Changed));
    }

    private CallId Record(Policy policy, string caller, DateTimeOffset? at = null, bool withFacts = true)
    {
        var started = at ?? Start.AddSeconds(_log.Records.Count);
        var id = CallId.New(TimeProvider.System);
        var facts = new CallFacts { Source = CallSourceKind.Sip, Trunk = "carrier", Dialled = "+15550100", Caller = caller, At = started, Id = id };
        var decision = new DecisionMade(RuleEngine.Decide(policy, facts, "openai"), withFacts ? facts : null).Redact(new Redactor());
        _log.Append(new CallEvent(id, 1, started, "node", decision));
        _log.Save(new CallRecord { CallId = id, StartedAt = started });
        return id;
    }
}
