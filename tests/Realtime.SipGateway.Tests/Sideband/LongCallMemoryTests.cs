using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Budget;
using Realtime.SipGateway.Calls.Pricing;
using Realtime.SipGateway.Egress;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband;
using Realtime.SipGateway.Sideband.Control;
using Realtime.SipGateway.Sideband.Guardrails.Judged;
using Realtime.SipGateway.Sideband.Tools;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Tests.Calls;
using Realtime.SipGateway.Tests.Sideband.Tools;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>What a call keeps of itself does not depend on how long it lasts.</summary>
[Collection(nameof(LongCallCollection))]
public sealed class LongCallMemoryTests
{
    /// <summary>Every bounded table of a call (ids of events, latencies of turns: 1,024) is full by then.</summary>
    private const int Turns = 1_500;

    /// <summary>
    /// Of the nine tenths that come after the first measurement: less than the shortest id that a turn brings (a string of a dozen
    /// characters is 48 bytes), so that one forgotten reference a turn is seen.
    /// </summary>
    private const long BytesPerTurn = 32;

    private const string Policy =
        """
        {
          "agents": { "desk": {
            "model": "gpt-realtime-2.1", "instructions": "Help.", "tools": ["lookup"], "guardrails": ["no-promises", "cards"],
            "tool_filler": { "after_ms": 60000, "say": ["One moment."] }, "silence": { "after_seconds": 600, "prompts": 1, "say": ["Are you there?"] } } },
          "tools": { "lookup": { "type": "http", "description": "Looks up.", "url": "https://api.example.com/orders", "parameters": { "type": "object", "properties": { "id": { "type": "string" } } } } },
          "guardrails": {
            "no-promises": { "type": "phrases", "phrases": ["full refund"] },
            "cards": { "type": "personal_data", "kinds": ["card", "email"], "on": ["agent", "caller"], "action": "redact" } },
          "rules": [ { "name": "all", "accept": { "agent": "desk" } } ]
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_times_the_turns_take_no_more_memory()
    {
        using var log = new RecordingLogger();
        using var http = new HttpToolClient(new Shop(), new EgressPolicy(Options.Create(new EgressOptions { AllowedHosts = ["api.example.com"] })),
            new NamedSecrets(Options.Create(new SecretsOptions())), TimeProvider.System);
        var policies = new PolicyStore(new PolicySite(["openai"], "openai"), TimeProvider.System);
        Assert.Empty(policies.Publish(Encoding.UTF8.GetBytes(Policy)));
        var (store, socket, calls) = (new ForgetfulStore(), new LongCallSocket(), Options.Create(new CallsOptions { MaxEvents = 1_000_000 }));
        using var service = Service(policies, http, store, socket, log);
        var journal = new CallJournal(store, new CallEventFeed(), TestCalls.Metrics(), new Redactor(), calls, TimeProvider.System,
            spending: new DaySpending(Options.Create(new PricingOptions())));
        var control = new RecordingControl();
        var call = new ActiveCalls(journal, [service], calls, TimeProvider.System).TryAdd(new CallFacts { Source = CallSourceKind.WebSocket }, control)!;
        control.Call = call;
        Begin(call, policies.Current.Version);
        socket.Say("""{"type":"session.created","session":{"model":"gpt-realtime-2.1","audio":{"output":{"voice":"marin"}}}}""");

        await TalkAsync(socket, store, 0, Turns);
        var early = Alive();
        await TalkAsync(socket, store, Turns, 10 * Turns);
        var late = Alive();

        Assert.Equal((10 * Turns, 10 * Turns, 10 * Turns, 0), (store.CallerTurns, store.AgentTurns, store.Tools, store.Faults));
        Assert.Null(call.Progress.Outcome);
        Assert.True(late - early < 9 * Turns * BytesPerTurn, $"{early} bytes after {Turns} turns, {late} after {10 * Turns}.");
        call.End(CallOutcome.CallerHungUp);
        await Eventually.TrueAsync(() => service.Count == 0);
    }

    private static SidebandService Service(PolicyStore policies, HttpToolClient http, ForgetfulStore store, LongCallSocket socket, RecordingLogger log)
    {
        var time = TimeProvider.System;
        var runner = TestTools.Runner(store, new ToolApprovals(new Redactor(), time), time, log, new HttpToolHandler(http));
        return new SidebandService(
            new SidebandAgents(policies, new Logger<SidebandAgents>(log)),
            new SidebandServices(runner, new ConversationControls(time), new GuardJudges([], time, new Logger<GuardJudges>(log))),
            socket, Options.Create(new SidebandOptions { ReadyGraceMs = 0 }), TestSidebands.Metrics(), new Logger<SidebandService>(log), time);
    }

    private static void Begin(Call call, string policyVersion)
    {
        var id = RealtimeCallId.Parse(SidebandCall.VendorId);
        call.Decide(CallDecision.Accept("rule", policyVersion, "desk", "openai", []));
        call.BeginAttempt();
        call.Announce(1, id);
        call.BeginAccept(id);
        call.Accepted(id);
        call.Answer();
        call.Acknowledge();
    }

    /// <summary>The caller asks, the model looks up by a tool and answers, and everything is heard; one turn after another.</summary>
    private static async Task TalkAsync(LongCallSocket socket, ForgetfulStore store, int from, int to)
    {
        for (var turn = from; turn < to; turn++)
        {
            var (asked, answered, item, words) = ($"resp_a_{turn}", $"resp_b_{turn}", $"item_u_{turn}", $"item_a_{turn}");
            socket.Say($$"""{"type":"input_audio_buffer.speech_started","audio_start_ms":{{turn}},"item_id":"{{item}}"}""");
            socket.Say($$"""{"type":"input_audio_buffer.speech_stopped","audio_end_ms":{{turn}},"item_id":"{{item}}"}""");
            socket.Say(Events.CallerWords(item, "Where is order "));
            socket.Say(Events.CallerTranscript(item, $"Where is order {turn}?", new { type = "tokens", total_tokens = 26, input_tokens = 17, output_tokens = 9 }));
            socket.Say(Events.Created(asked));
            socket.Say(Events.ItemAdded(asked, "item_call_" + turn, "function_call"));
            socket.Say(Events.FunctionCall(asked, "call_" + turn, "lookup", $$"""{"id":"{{turn}}"}"""));
            socket.Say(Events.Done(asked));
            Assert.Equal("call_" + turn, await socket.OutputAsync(Token));
            socket.Say(Events.OutputKept("call_" + turn));
            var create = await socket.CreateAsync(Token);
            socket.Say(Events.Created(answered, create));
            socket.Say(Events.ItemAdded(answered, words));
            socket.Say(Events.Audio("started", answered));
            socket.Say(Events.Words(answered, words, "On its way, "));
            socket.Say(Events.Words(answered, words, "it comes on Friday."));
            socket.Say(Events.Transcript(answered, words, "On its way, it comes on Friday."));
            socket.Say(Events.Done(answered));
            socket.Say(Events.Audio("stopped", answered));
        }

        await Eventually.TrueAsync(() => store.AgentTurns == to && store.CallerTurns == to,
            () => $"{store.CallerTurns} and {store.AgentTurns} of {to} turns; {store.Faults} faults; unexpected {socket.Unexpected}.");
    }

    /// <summary>Bytes that survive a collection; the least of some, because pools and the runner of the tests let go a little later.</summary>
    private static long Alive()
    {
        var least = long.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            least = Math.Min(least, GC.GetTotalMemory(forceFullCollection: true));
        }

        return least;
    }

    /// <summary>A shop that forgets who asked.</summary>
    private sealed class Shop : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(FakeService.Say("""{"state":"shipped"}"""));
    }
}
