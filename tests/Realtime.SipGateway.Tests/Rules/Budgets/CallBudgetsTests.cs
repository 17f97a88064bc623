using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Budgets;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Tests.Calls;
using Realtime.SipGateway.Tests.Sideband;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules.Budgets;

public sealed class CallBudgetsTests : IDisposable
{
    private const string Text = """
        {
          "agents": { "desk": { "model": "m", "instructions": "Be kind.", "budget": "short" }, "free": { "model": "m", "instructions": "Be kind." } },
          "budgets": { "short": { "max_call_seconds": 60 } },
          "rules": [ { "name": "all", "accept": { "agent": "desk" } } ]
        }
        """;

    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLogger _log = new();
    private readonly RecordingControl _control = new();
    private readonly PolicyStore _policies;
    private readonly ActiveCalls _calls;

    public CallBudgetsTests()
    {
        var options = Options.Create(new CallsOptions { Node = "node" });
        var journal = new CallJournal(new MemoryCallEventLog(), new CallEventFeed(), TestCalls.Metrics(), new Redactor(), options, _time);
        _policies = new PolicyStore(PolicyText.Site, _time);
        Assert.Empty(_policies.Publish(Encoding.UTF8.GetBytes(Text)));
        _calls = new ActiveCalls(journal, [new CallBudgets(_policies, _time, _log.CreateLogger<CallBudgets>())], options, _time);
    }

    public void Dispose() => _log.Dispose();

    [Fact]
    public void A_call_ends_when_its_budget_is_used_up_from_when_it_came()
    {
        var call = Begin("desk");
        _time.Advance(TimeSpan.FromSeconds(20));
        Accept(call);

        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.Empty(_control.Asked);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(new CallOutcome(CallEndedBy.Policy, CallCause.BudgetExhausted, null, "budget short: 60 s"), Assert.Single(_control.Asked));
        Assert.True(call.Progress.IsOver);
    }

    [Fact]
    public void A_later_version_does_not_change_the_budget_of_a_call()
    {
        var call = Begin("desk");
        Accept(call);
        Assert.Empty(_policies.Publish(Encoding.UTF8.GetBytes(Text.Replace("60", "3600", StringComparison.Ordinal))));

        _time.Advance(TimeSpan.FromSeconds(62));

        Assert.Single(_control.Asked);
    }

    [Fact]
    public void Agents_without_a_budget_callers_who_left_theirs_and_ended_calls_are_not_ended()
    {
        Accept(Begin("free"));
        var left = Begin("desk");
        Accept(left);
        left.LeaveAgent();
        var ended = Begin("desk");
        Accept(ended);
        ended.End(CallOutcome.CallerHungUp);

        _time.Advance(TimeSpan.FromHours(1));

        Assert.Empty(_control.Asked);
    }

    [Fact]
    public void After_a_hand_off_the_budget_and_the_load_are_those_of_the_agent_that_talks()
    {
        var toFree = Begin("desk");
        Accept(toFree);
        toFree.SwitchAgent("free", null);
        var taken = Begin("desk");
        taken.AnsweredByPerson();
        var toShort = Begin("free");
        Accept(toShort);
        toShort.SwitchAgent("desk", null);

        Assert.Equal((1, 1), (_calls.LoadFor(null, "").Agents["desk"], _calls.LoadFor(null, "").Agents["free"]));
        _time.Advance(TimeSpan.FromHours(1));

        Assert.Single(_control.Asked);
        Assert.Equal(0, _calls.LoadFor(null, "").Agents.GetValueOrDefault("desk"));
        Assert.Equal((true, false), (toShort.Progress.IsOver, toFree.Progress.IsOver));
    }

    [Fact]
    public void A_call_whose_caller_is_being_put_through_is_hung_up_only_when_that_came_to_nothing()
    {
        var call = Begin("desk");
        Accept(call);
        call.Record(new TransferRequested(CallEndedBy.Agent, null, "sales", null));
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.Empty(_control.Asked);

        call.Record(new TransferFailed(TransferMode.Bridge, TransferStatus.Failed, 486, "Busy Here", 30_000, Final: false));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(_control.Asked);
        call.Record(new TransferFailed(TransferMode.Bridge, TransferStatus.Failed, 408, "Request Timeout", 30_000, Final: true));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(_control.Asked);
    }

    [Fact]
    public void A_transfer_that_never_ends_does_not_keep_a_call_for_ever()
    {
        var call = Begin("desk");
        Accept(call);
        call.Record(new TransferRequested(CallEndedBy.Agent, null, "sales", null));

        _time.Advance(TimeSpan.FromSeconds(180));
        Assert.Empty(_control.Asked);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Single(_control.Asked);
    }

    [Fact]
    public void A_leg_that_cannot_be_hung_up_is_asked_again()
    {
        _control.Failures = 2;
        var call = Begin("desk");
        Accept(call);

        _time.Advance(TimeSpan.FromSeconds(62));
        _time.Advance(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(3, _control.Asked.Count);
        Assert.True(call.Progress.IsOver);
    }

    [Fact]
    public void An_unknown_budget_is_a_fault_with_the_nearest_name()
    {
        var fault = Assert.Single(PolicyText.Read(Text.Replace("\"budget\": \"short\"", "\"budget\": \"shrt\"", StringComparison.Ordinal)).Faults);

        Assert.Equal(("agents.desk.budget", "did you mean \"short\"?"), (fault.Path, fault.Suggestion));
    }

    private Call Begin(string agent)
    {
        var call = _calls.TryAdd(new CallFacts { Source = CallSourceKind.Sip, Dialled = "+1" }, _control)!;
        _control.Call = call;
        call.Decide(CallDecision.Accept("all", _policies.Current.Version, agent, "openai", []));
        return call;
    }

    private static void Accept(Call call)
    {
        var id = RealtimeCallId.Parse("rtc_" + call.Id.Value);
        call.BeginAttempt();
        call.Announce(1, id);
        call.BeginAccept(id);
        call.Accepted(id);
        call.Answer();
        call.Acknowledge();
    }
}
