using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Sideband.Tools;
using Realtime.SipGateway.Sideband.Tools.Mcp;
using Realtime.SipGateway.Tests.Sideband.Tools;
using Realtime.SipGateway.Tests.Sideband.Tools.Mcp;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Faults;

/// <summary>A conversation with each kind of tool, with one fault at each event of the answer that calls them: run once, one output, one new answer.</summary>
public sealed class ToolFaultTests : IAsyncLifetime
{
    private const string Message = """ "note": { "type": "take_message" } """;
    private const string Digits = """ "ask": { "type": "collect_digits", "min_digits": 1, "max_digits": 1 } """;
    private const string Send = """ "send": { "type": "send_to_agent" } """;
    private const string Hosted = """ "crm": { "type": "hosted_mcp", "server": "crm", "allowed_tools": ["find"] } """;

    private const string Quote =
        """ "quote": { "type": "http_async", "description": "x", "url": "https://api.example.com/quotes", "parameters": { "type": "object" }, "deadline_seconds": 60 } """;

    private const string Find =
        """
        "find": { "type": "mcp", "server": "crm", "tool": "find_customer", "description": "x",
          "parameters": { "type": "object", "properties": { "id": { "type": "string" } }, "required": ["id"] } }
        """;

    private const string Billing =
        """
        , "billing": { "model": "gpt-realtime-2.1", "instructions": "You do bills.", "tools": ["lookup", "hang_up"], "guardrails": ["no-promises"], "hand_off": [] }
        """;

    private static readonly (string CallId, string Tool, string Arguments) Lookup = ("call_lookup", "lookup", "{}");

    private readonly RecordingLogger _log = new();
    private RealMcpServer _server = null!;

    public static TheoryData<string, FaultKind?> All => new(
        from kind in new[] { "http", "dead", "interrupted", "async", "mcp", "hosted", "message", "digits", "send" }
        from fault in new FaultKind?[] { null, FaultKind.Twice, FaultKind.BreakAfter, FaultKind.Lost }
        select (kind, fault));

    public async ValueTask InitializeAsync() => _server = await RealMcpServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _log.Dispose();
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Whatever_breaks_a_tool_runs_once_and_is_answered_once(string kind, FaultKind? fault)
    {
        var events = await TalkAsync(kind, null, -1);
        var broken = new List<string>();
        for (var at = events.Start.Value; fault is not null && at < events.End.Value; at++)
        {
            try
            {
                await TalkAsync(kind, fault, at);
            }
            catch (Xunit.Sdk.XunitException wrong)
            {
                broken.Add($"{fault} at event {at}: {wrong.Message}");
            }
        }

        Assert.True(broken.Count == 0, string.Join(Environment.NewLine, broken));
    }

    private async Task<Range> TalkAsync(string kind, FaultKind? fault, int at)
    {
        await using var handler = McpHandler();
        var customers = _server.Customers.Count;
        await using var scenario = new SidebandScenario(
            agent: kind == "send" ? """ "greeting": "Hello there.", "hand_off": ["billing"] """ : """ "greeting": "Hello there." """,
            tools: kind switch { "async" => Quote, "mcp" => Find, "hosted" => Hosted, "message" => Message, "digits" => Digits, "send" => Send, _ => null },
            agents: kind == "send" ? Billing : "", handler: handler);
        scenario.Tools.Answer = async (number, cancellationToken) =>
        {
            if (number == 2)
            {
                // One of several is slow, on the wall's clock: the conversation's stands still while a tool runs.
                await Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken);
            }

            return kind == "dead" ? throw new HttpRequestException("Away.")
                : FakeService.Say("""{"state":"shipped"}""", kind == "async" ? System.Net.HttpStatusCode.Accepted : System.Net.HttpStatusCode.OK);
        };
        scenario.Accept();
        await scenario.ConnectedAsync(1);
        scenario.Call.Acknowledge();
        var service = new TalkingService(scenario, fault, at)
        {
            Asks = Asks(kind),
            RunsHosted = kind == "hosted",
            IsInterrupted = kind == "interrupted",
        };
        await service.RunAsync();
        await scenario.AdvanceUntilAsync(() => scenario.Service.Count == 0);

        var completed = scenario.Recorded<ToolCompleted>();
        var told = string.Join(" | ", scenario.Recorded<CallEventData>().Select(one => one.Type));
        Assert.False(service.CallerGaveUp, "The caller waited in vain: " + told);
        Assert.Empty(service.Contradictions);
        Assert.True(completed.Select(one => one.FunctionCallId).Distinct().Count() == completed.Count, "A tool is answered twice: " + told);
        Assert.Equal(scenario.Recorded<ToolCalled>().Count, completed.Count);
        Assert.All(Asks(kind), ask => Assert.Contains(completed, one => one.FunctionCallId == ask.CallId));
        Assert.Equal(Asks(kind).Count(one => one.Tool is "lookup" or "quote"), scenario.Tools.Requests.Count);
        Assert.Equal(kind == "message" ? 1 : 0, scenario.Requests.All.Count);
        Assert.Equal(kind == "mcp" ? 1 : 0, _server.Customers.Count - customers);
        Assert.True(kind != "hosted" || completed.Count(one => one.Tool == "crm/find") == 1, "The hosted tool is not told once: " + told);
        Assert.True(fault is FaultKind.BreakAfter or FaultKind.Lost || service.Early == 0, $"{service.Early} times early: {told}");
        Assert.Empty(scenario.Recorded<CallFault>());
        return service.ToolEvents;
    }

    /// <summary>Each kind beside an ordinary tool, so that an answer is owed for several.</summary>
    private static IReadOnlyList<(string CallId, string Tool, string Arguments)> Asks(string kind) => kind switch
    {
        "async" => [Lookup, ("call_2", "quote", "{}")],
        "mcp" => [Lookup, ("call_2", "find", """{"id":"42"}""")],
        "message" => [Lookup, ("call_2", "note", """{"message":"Call me."}""")],
        "digits" => [Lookup, ("call_2", "ask", "{}")],
        "send" => [Lookup, ("call_2", "send", """{"agent":"billing"}""")],
        _ => [Lookup, ("call_2", "lookup", """{"id":"2"}""")],
    };

    private McpToolHandler McpHandler()
    {
        var options = Options.Create(new McpServersOptions { Servers = { ["crm"] = new() { Url = _server.Address.AbsoluteUri } } });
        var transports = new McpTransports(options, new NamedSecrets(Options.Create(new SecretsOptions())));
        return new McpToolHandler(transports, options, TimeProvider.System, new Logger<McpToolHandler>(_log));
    }
}
