using System.Net;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Sideband.Tools;
using Realtime.SipGateway.Sideband.Tools.Later;
using Realtime.SipGateway.Tests.Sideband.Tools;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class SidebandLateResultTests
{
    private const string Callback =
        """
        "quote": { "type": "http_async", "description": "x", "url": "https://api.example.com/quotes", "parameters": { "type": "object" }, "deadline_seconds": 60,
          "body": { "reply": "{execution.callback_url}", "args": 1 }, "result": { "pointer": "/price" } }
        """;

    private const string Poll =
        """
        "quote": { "type": "http_async", "description": "x", "url": "https://api.example.com/quotes", "parameters": { "type": "object" }, "deadline_seconds": 60,
          "poll": { "url": "https://api.example.com/quotes/{execution.id}", "execution": "/id", "interval_ms": 2000 } }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_agent_goes_on_and_is_told_when_the_service_calls_back()
    {
        await using var scenario = await StartAsync(Callback);
        var socket = await AskAsync(scenario);
        var request = Assert.Single(scenario.Tools.Requests);
        var url = Assert.Single(request.Headers["X-Callback-URL"]);
        Assert.Equal([scenario.Call.Id.Value], request.Headers["X-Session-ID"]);
        Assert.Equal(url, JsonElement.Parse(request.Body).GetProperty("reply").GetString());

        Assert.Equal(CallbackVerdict.Taken, await scenario.Late.TakeAsync(TokenOf(url), """{"price":{"eur":12}}""", Token));

        var call = (await socket.NextAsync("conversation.item.create")).GetProperty("item");
        var output = (await socket.NextAsync("conversation.item.create")).GetProperty("item");
        Assert.Equal(("function_call", "quote"), (call.GetProperty("type").GetString(), call.GetProperty("name").GetString()));
        Assert.Equal(call.GetProperty("call_id").GetString(), output.GetProperty("call_id").GetString());
        Assert.Equal("""{"eur":12}""", output.GetProperty("output").GetString());
        await socket.NextAsync("response.create");
        Assert.True(Assert.Single(scenario.Recorded<ToolResultArrived>()) is { FunctionCallId: "call_1", Succeeded: true, Late: false });
        Assert.Empty(scenario.Executions.Delivered);
        socket.Say(Events.OutputKept(output.GetProperty("call_id").GetString()!));
        await Eventually.TrueAsync(() => scenario.Executions.Delivered.Count == 1);
        Assert.Equal(CallbackVerdict.Over, await scenario.Late.TakeAsync(TokenOf(url), "{}", Token));
    }

    [Fact]
    public async Task A_url_is_good_for_its_own_execution_its_time_and_its_size()
    {
        await using var scenario = await StartAsync(Callback);
        await AskAsync(scenario);
        var token = TokenOf(Assert.Single(Assert.Single(scenario.Tools.Requests).Headers["X-Callback-URL"]));
        var parts = token.Split('.');

        Assert.Equal(CallbackVerdict.Unknown, await scenario.Late.TakeAsync("x", "{}", Token));
        Assert.Equal(CallbackVerdict.Unknown, await scenario.Late.TakeAsync($"{parts[0]}.{long.Parse(parts[1], null) + 1000}.{parts[2]}", "{}", Token));
        Assert.Equal(CallbackVerdict.Unknown, await scenario.Late.TakeAsync($"{parts[0]}.{parts[1]}.AAAA", "{}", Token));
        Assert.Equal(CallbackVerdict.TooLong, await scenario.Late.TakeAsync(token, new string('x', 20_000), Token));
        await scenario.AdvanceUntilAsync(() => scenario.Recorded<ToolResultArrived>().Count == 1, stepMs: 500);

        Assert.Contains("No result came in time", scenario.Recorded<ToolResultArrived>()[0].Output, StringComparison.Ordinal);
        Assert.Equal(CallbackVerdict.Over, await scenario.Late.TakeAsync(token, "{}", Token));
    }

    [Fact]
    public async Task A_result_is_asked_for_until_it_is_there()
    {
        await using var scenario = await StartAsync(Poll);
        scenario.Tools.Answer = static (number, _) => Task.FromResult(number switch
        {
            1 => FakeService.Say("""{"id":"job 7"}""", HttpStatusCode.Accepted),
            2 => FakeService.Say("", HttpStatusCode.Accepted),
            3 => FakeService.Say("", HttpStatusCode.ServiceUnavailable),
            _ => FakeService.Say("""{"eur":12}"""),
        });
        var socket = await AskAsync(scenario);
        Assert.DoesNotContain("X-Callback-URL", scenario.Tools.Requests[0].Headers.Select(header => header.Key));

        await scenario.AdvanceUntilAsync(() => scenario.Recorded<ToolResultArrived>().Count == 1, stepMs: 500);

        Assert.Equal("https://api.example.com/quotes/job%207", scenario.Tools.Requests[^1].Address);
        Assert.Equal(4, scenario.Tools.Requests.Count);
        await socket.NextAsync("conversation.item.create");
        Assert.Equal("""{"eur":12}""", (await socket.NextAsync("conversation.item.create")).GetProperty("item").GetProperty("output").GetString());
    }

    [Fact]
    public async Task A_result_that_the_store_shows_before_the_callback_is_through_is_told_once()
    {
        await using var scenario = await StartAsync(Callback);
        var socket = await AskAsync(scenario);
        var execution = Assert.Single(scenario.Executions.All);
        var taken = new List<ToolExecution>();
        var session = new LateSession(taken.Add);

        // The callback, the look into the store and the take-over each find it.
        Assert.All(Enumerable.Range(0, 3), _ => Assert.True(session.Give(execution)));
        session.End();

        Assert.Single(taken);
        Assert.False(session.Give(execution with { Id = "other" }));
        Assert.True(session.Give(execution));
        await scenario.Executions.CompleteAsync(execution.Id, "5", succeeded: true, Token);
        await scenario.AdvanceUntilAsync(() => scenario.Recorded<ToolResultArrived>().Count == 1, stepMs: 500);
        await scenario.Late.AttachAsync(scenario.Call, new Dictionary<string, PreparedTool>(), taken.Add, Token);
        Assert.Single(scenario.Recorded<ToolResultArrived>());
        await socket.NextAsync("conversation.item.create");
    }

    [Fact]
    public async Task A_result_after_the_call_is_written_down()
    {
        await using var scenario = await StartAsync(Callback);
        await AskAsync(scenario);
        var url = Assert.Single(Assert.Single(scenario.Tools.Requests).Headers["X-Callback-URL"]);
        scenario.Call.End(CallOutcome.CallerHungUp);
        await scenario.AdvanceUntilAsync(() => scenario.Service.Count == 0);

        Assert.Equal(CallbackVerdict.Taken, await scenario.Late.TakeAsync(TokenOf(url), """{"price":1}""", Token));

        Assert.True(Assert.Single(scenario.Recorded<ToolResultArrived>()) is { Late: true, Output: "1" });
    }

    [Fact]
    public async Task A_result_that_a_broken_connection_took_with_it_is_told_again()
    {
        await using var scenario = await StartAsync(Callback);
        var socket = await AskAsync(scenario);
        var url = Assert.Single(Assert.Single(scenario.Tools.Requests).Headers["X-Callback-URL"]);
        await scenario.Late.TakeAsync(TokenOf(url), """{"price":1}""", Token);
        var first = await socket.NextAsync("conversation.item.create");
        socket.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);

        var again = await scenario.Socket.NextAsync("conversation.item.create");

        Assert.Equal(first.GetProperty("item").GetRawText(), again.GetProperty("item").GetRawText());
    }

    [Fact]
    public async Task A_service_that_answers_at_once_needs_no_callback()
    {
        await using var scenario = await StartAsync(Callback);
        scenario.Tools.Answer = static (_, _) => Task.FromResult(FakeService.Say("""{"price":3}"""));
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.FunctionCall("resp_1", "call_1", "quote", "{}"));

        Assert.Equal("3", (await socket.NextAsync("conversation.item.create")).GetProperty("item").GetProperty("output").GetString());
        Assert.Single(scenario.Executions.Delivered);
        Assert.Equal(CallbackVerdict.Over, await scenario.Late.TakeAsync(TokenOf(scenario.Tools.Requests[0].Headers["X-Callback-URL"].Single()), "{}", Token));
    }

    private static async Task<SidebandScenario> StartAsync(string tool)
    {
        var scenario = new SidebandScenario(tools: tool);
        scenario.Tools.Answer = static (_, _) => Task.FromResult(FakeService.Say("", HttpStatusCode.Accepted));
        await scenario.Late.StartAsync(Token);
        return scenario;
    }

    private static async Task<FakeSocket> AskAsync(SidebandScenario scenario)
    {
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.FunctionCall("resp_1", "call_1", "quote", "{}"));
        socket.Say(Events.Done("resp_1"));
        var output = (await socket.NextAsync("conversation.item.create")).GetProperty("item").GetProperty("output").GetString();
        Assert.Contains("in_progress", output, StringComparison.Ordinal);
        var create = await socket.NextAsync("response.create");
        socket.Say(Events.Created("resp_2", create));
        socket.Say(Events.Done("resp_2"));
        await scenario.RecordedAsync<ResponseFinished>(3);
        return socket;
    }

    private static string TokenOf(string url)
    {
        Assert.StartsWith("https://gateway.example.com/callbacks/tools/", url, StringComparison.Ordinal);
        return url[(url.LastIndexOf('/') + 1)..];
    }
}
