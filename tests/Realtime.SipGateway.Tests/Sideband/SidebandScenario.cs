using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Calls.Pricing;
using Realtime.SipGateway.Egress;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband;
using Realtime.SipGateway.Sideband.Control;
using Realtime.SipGateway.Sideband.Guardrails.Judged;
using Realtime.SipGateway.Sideband.Tools;
using Realtime.SipGateway.Sideband.Tools.Later;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Tests.Sideband.Tools;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>The sideband of one call against a service in memory, by a clock that the test moves.</summary>
internal sealed class SidebandScenario : IAsyncDisposable
{
    private readonly PolicyStore _policies;
    private readonly HttpToolClient _http;
    private readonly ModerationsClient _moderations;
    private readonly List<CallEvent> _live = [];
    private readonly CancellationTokenSource _following = new();
    private int _digits;

    public SidebandScenario(
        Action<SidebandOptions>? configure = null, string agent = """ "greeting": "Hello there." """, string? tools = null, string agents = "",
        string? guardrail = null, PriceTable? prices = null, string? guardrails = null,
        IToolHandler? handler = null)
    {
        var options = new SidebandOptions();
        configure?.Invoke(options);
        _policies = new PolicyStore(new PolicySite(["openai"], "openai") { TakesCallbacks = true, HostedMcpServers = ["crm"], McpServers = ["crm"] }, Time);
        Assert.Empty(_policies.Publish(Encoding.UTF8.GetBytes(Policy(agent, tools, agents, guardrail, guardrails))));
        var egress = new EgressPolicy(Options.Create(new EgressOptions { AllowedHosts = ["api.example.com"] }));
        _http = new HttpToolClient(Tools, egress, new NamedSecrets(Options.Create(new SecretsOptions())), Time);
        _moderations = new ModerationsClient(_ => Tools);
        Approvals = new ToolApprovals(new Redactor(), Time);
        var callbacks = new CallbackToken(Options.Create(new ToolCallbackOptions
        {
            PublicUrl = "https://gateway.example.com/",
            Key = "literal:0123456789abcdef0123456789abcdef",
        }));
        Late = new LateResults(Executions, _http, callbacks, new Redactor(), Time, new Logger<LateResults>(Log));
        var ready = new SidebandAgents(_policies, new Logger<SidebandAgents>(Log));
        Controls = new ConversationControls(Time);
        Service = new SidebandService(
            ready,
            new SidebandServices(TestTools.Runner(
                Ledger, Approvals, Time, Log, Late,
                [new HttpToolHandler(_http), new HttpAsyncToolHandler(_http, Executions, Late, callbacks, Time, new Logger<HttpAsyncToolHandler>(Log)), new SendToAgentHandler(ready), new ScheduleCallbackHandler(Requests, Time), new TakeMessageHandler(Requests, Time), .. handler is null ? Array.Empty<IToolHandler>() : [handler]]),
                Controls, new GuardJudges(Judges(), Time, new Logger<GuardJudges>(Log))),
            Connector, Options.Create(options), TestSidebands.Metrics(), new Logger<SidebandService>(Log), Time);
        Case = new SidebandCall(Time, prices, Service);
        _ = FollowAsync();
    }

    public ManualTimeProvider Time { get; } = new();

    public RecordingLogger Log { get; } = new();

    public FakeConnector Connector { get; } = new();

    public FakeService Tools { get; } = new();

    /// <summary>Commands into the conversation.</summary>
    public ConversationControls Controls { get; }

    public MemoryToolLedger Ledger { get; } = new();

    public ToolApprovals Approvals { get; }

    public MemoryToolExecutions Executions { get; } = new();

    /// <summary>Looks after late results only when a test starts it.</summary>
    public LateResults Late { get; }

    public MemoryCallerRequests Requests { get; } = new();

    public SidebandService Service { get; }

    public SidebandCall Case { get; }

    public Call Call => Case.Call;

    /// <summary>The connection that is open now.</summary>
    public FakeSocket Socket => Connector.Sockets[^1];

    public CallOutcome? Outcome => Call.Progress.Outcome;

    public void Accept(string agent = "desk") => Case.Accept(agent, _policies.Current.Version);

    /// <summary>Accepted, attached, and the service has shown its session.</summary>
    public async Task<FakeSocket> StartAsync(bool acknowledged = true)
    {
        Accept();
        await ConnectedAsync(1);
        if (acknowledged)
        {
            Call.Acknowledge();
        }

        Socket.Say("""{"type":"session.created","session":{"model":"gpt-realtime-2.1","audio":{"output":{"voice":"marin"}}}}""");
        await RecordedAsync<SidebandReady>();
        return Socket;
    }

    /// <summary>As <see cref="StartAsync"/>, with the greeting said and heard.</summary>
    public async Task<FakeSocket> StartAndGreetAsync()
    {
        var socket = await StartAsync();
        var create = await socket.NextAsync("response.create");
        socket.Say(Events.Created("resp_0", create));
        socket.Say(Events.Done("resp_0"));
        await RecordedAsync<ResponseFinished>();
        return socket;
    }

    /// <summary>The process stops and the next one goes on with the call, as far as the first connection of it.</summary>
    /// <param name="change">What becomes of the snapshot on the way.</param>
    public async Task<FakeSocket> HandOverAsync(Func<CallSnapshot, CallSnapshot>? change = null)
    {
        var open = Connector.Sockets.Count;
        var left = Call.HandOver(null);
        Assert.NotNull(left);
        await GoneAsync();
        await Case.TakeOverAsync(change?.Invoke(left) ?? left, TestContext.Current.CancellationToken);
        await ConnectedAsync(open + 1);
        return Socket;
    }

    public Task ConnectedAsync(int connections) =>
        Eventually.TrueAsync(() => Connector.Sockets.Count == connections, () => $"{Connector.Sockets.Count} connections, {Connector.Tries} tries.");

    public IReadOnlyList<T> Recorded<T>()
        where T : CallEventData => [.. Case.Log.Events.Select(written => written.Data).OfType<T>()];

    public async Task<T> RecordedAsync<T>(int count = 1)
        where T : CallEventData
    {
        await Eventually.TrueAsync(() => Recorded<T>().Count >= count,
            () => $"{typeof(T).Name}: {Recorded<T>().Count} of {count}; recorded {string.Join(", ", Recorded<CallEventData>().Select(one => one.Type))}; "
                + string.Join(Environment.NewLine, Log.Lines.Select(line => $"{line.Message} {line.Exception}")));
        var last = Case.Log.Events[^1].Sequence;
        await Eventually.TrueAsync(() => HasFollowed(last), () => $"Followers did not see event {last}.");
        return Recorded<T>()[count - 1];
    }

    /// <summary>Words that live followers saw.</summary>
    public string Partials()
    {
        lock (_live)
        {
            return string.Concat(_live.Select(one => one.Data).OfType<AgentPartial>().Select(partial => partial.Text));
        }
    }

    /// <summary>What live followers saw.</summary>
    public IReadOnlyList<T> Live<T>()
        where T : CallEventData
    {
        lock (_live)
        {
            return [.. _live.Select(one => one.Data).OfType<T>()];
        }
    }

    /// <summary>Returns when everything said so far was taken.</summary>
    public async Task SettleAsync()
    {
        Socket.Say("""{"type":"input_audio_buffer.dtmf_event_received","event":"1"}""");
        await RecordedAsync<DigitReceived>(++_digits);
    }

    /// <summary>Moves the clock once the worker waits.</summary>
    public async Task AdvanceAsync(double milliseconds)
    {
        await SettleAsync();
        Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        await SettleAsync();
    }

    /// <summary>Moves the clock in small steps until something is true.</summary>
    public Task AdvanceUntilAsync(Func<bool> condition, int stepMs = 50) => Eventually.TrueAsync(() =>
    {
        if (condition())
        {
            return true;
        }

        Time.Advance(TimeSpan.FromMilliseconds(stepMs));
        return false;
    });

    public Task GoneAsync() => Eventually.TrueAsync(() => Service.Count == 0, () => "The worker still runs.");

    public async ValueTask DisposeAsync()
    {
        Call.End(CallOutcome.CallerHungUp);
        await AdvanceUntilAsync(() => Service.Count == 0);
        Assert.True(Call.Drained.IsCompleted);
        Assert.All(Connector.Sockets, socket => Assert.Empty(socket.Faults));
        Assert.All(Connector.Sockets, socket => Assert.True(socket.IsDisposed));
        await Late.StopAsync(CancellationToken.None);
        Late.Dispose();
        Assert.Equal(0, Time.PendingTimers);
        await _following.CancelAsync();
        Service.Dispose();
        _http.Dispose();
        _moderations.Dispose();
        Tools.Dispose();
        Log.Dispose();
    }

    /// <param name="agent">Members of the agent <c>desk</c>.</param>
    /// <param name="tools">Further tools, as members of the section; the agent has them.</param>
    /// <param name="agents">Further agents, as members of the section.</param>
    /// <param name="guardrail">The members of one more guardrail, <c>own</c>; null: there is none.</param>
    /// <param name="guardrails">Further guardrails, as members of the section; the agent has them.</param>
    private static string Policy(string agent, string? tools, string agents, string? guardrail, string? guardrails)
    {
        var names = Names(tools);
        guardrails = guardrail is null ? guardrails : $"\"own\": {{ {guardrail} }}" + (guardrails is null ? "" : ", " + guardrails);
        return $$$"""
        {
          "agents": { "desk": {
            "model": "gpt-realtime-2.1", "instructions": "Help.", "tools": ["lookup", "hang_up", "transfer_call"{{{string.Concat(names)}}}],
            "transfer": { "destinations": { "sales": "tel:+4930123456" } }, "guardrails": ["no-promises", "never"{{{string.Concat(Names(guardrails))}}}], {{{agent}}} }{{{agents}}} },
          "tools": {
            "lookup": { "type": "http", "description": "Looks up.", "url": "https://api.example.com/orders", "parameters": { "type": "object", "properties": { "id": { "type": "string" } } } },
            "hang_up": { "type": "hang_up" }, "transfer_call": { "type": "transfer_call" }{{{(tools is null ? "" : ", " + tools)}}} },
          "guardrails": {
            "no-promises": { "type": "phrases", "phrases": ["full refund"], "instead": "Say that a colleague decides." },
            "never": { "type": "phrases", "phrases": ["secret recipe"], "end_after": 2 }{{{(guardrails is null ? "" : ", " + guardrails)}}} },
          "rules": [ { "name": "all", "accept": { "agent": "desk" } } ]
        }
        """;
    }

    /// <summary>As the gateway has them; moderation is the service behind the tools.</summary>
    private IGuardJudge[] Judges()
    {
        var targets = new TargetsOptions();
        targets.Targets["openai"] = new TargetOptions { ApiBaseUrl = "https://api.example.com/v1", ApiKey = "literal:sk-test" };
        var complaints = new JudgeComplaints(Time, new Logger<JudgeComplaints>(Log));
        return
        [
            new HttpGuardJudge(_http, complaints),
            new ModerationJudge(new TargetCatalog(Options.Create(targets)), _moderations, complaints),
            new ModelJudge<TopicGuardrailDefinition>(),
            new ModelJudge<JailbreakGuardrailDefinition>(),
        ];
    }

    private static IEnumerable<string> Names(string? members) =>
        members is null ? [] : JsonDocument.Parse("{" + members + "}").RootElement.EnumerateObject().Select(member => $", \"{member.Name}\"");

    private bool HasFollowed(long sequence)
    {
        lock (_live)
        {
            return _live.Exists(one => one.Sequence >= sequence);
        }
    }

    private async Task FollowAsync()
    {
        try
        {
            await foreach (var one in Case.Feed.Follow(null, _following.Token))
            {
                lock (_live)
                {
                    _live.Add(one);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
