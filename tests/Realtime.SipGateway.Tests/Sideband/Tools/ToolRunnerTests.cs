using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Egress;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Tools;
using Realtime.SipGateway.Telemetry;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Tools;

public sealed class ToolRunnerTests : IDisposable
{
    private const string Schema = """{"type":"object","properties":{"id":{"type":"string","pattern":"^[0-9]+$"}},"required":["id"]}""";

    private readonly ManualTimeProvider _time = new();
    private readonly FakeService _service = new();
    private readonly MemoryToolLedger _ledger = new();
    private readonly RecordingLogger _log = new();
    private readonly string _secretFile = Path.GetTempFileName();
    private readonly Call _call;

    public ToolRunnerTests()
    {
        File.WriteAllText(_secretFile, "Bearer s3cret");
        _call = new SidebandCall(_time).Call;
    }

    public void Dispose()
    {
        File.Delete(_secretFile);
        _service.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task A_tool_sends_its_arguments_and_gives_the_answer_to_the_model()
    {
        var result = await RunAsync(Tool(url: "https://api.example.com/orders/{id}"));

        Assert.True(result is { Succeeded: true, Output: """{"state":"shipped"}""" });
        var (method, address, body, headers) = Assert.Single(_service.Requests);
        Assert.Equal(("POST", "https://api.example.com/orders/42", """{"id":"42"}"""), (method, address, body));
        Assert.Equal([$"{_call.Id}-call_f1"], headers["Idempotency-Key"]);
    }

    [Fact]
    public async Task A_get_has_no_body()
    {
        await RunAsync(Tool(method: "GET"));

        Assert.Equal("", _service.Requests[0].Body);
    }

    [Fact]
    public async Task A_function_call_runs_once_and_its_answer_is_given_again()
    {
        var first = await RunAsync(Tool());
        var second = await RunAsync(Tool());

        Assert.Single(_service.Requests);
        Assert.Equal((first.Output, first.Succeeded), (second.Output, second.Succeeded));
    }

    [Fact]
    public async Task A_run_whose_result_is_unknown_is_not_repeated()
    {
        await _ledger.BeginAsync(_call.Id, "call_f1", "lookup", false, TestContext.Current.CancellationToken);

        var result = await RunAsync(Tool());

        Assert.Empty(_service.Requests);
        Assert.False(result.Succeeded);
        Assert.Contains("not known", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"x"}""")]
    [InlineData("not json")]
    [InlineData("{}")]
    public async Task Bad_arguments_are_told_to_the_model_and_nothing_runs(string arguments)
    {
        var result = await RunAsync(Tool(), arguments);

        Assert.False(result.Succeeded);
        Assert.Contains("arguments", result.Output, StringComparison.Ordinal);
        Assert.Empty(_service.Requests);
        Assert.Empty(_ledger.Entries);
    }

    [Fact]
    public async Task A_tool_that_the_agent_does_not_have_does_not_run()
    {
        var result = await Runner().RunAsync(_call, null, new FunctionCall("resp_1", "call_f1", "format_disk", "{}"), ToolContext.None, CancellationToken.None);

        Assert.False(result.Succeeded);
        Assert.Contains("format_disk", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_ledger_nothing_runs()
    {
        _ledger.Fault = new IOException("disk full");

        var result = await RunAsync(Tool());

        Assert.False(result.Succeeded);
        Assert.Empty(_service.Requests);
        Assert.Contains(_log.Lines, line => line.Id.Id == 6006);
        Assert.DoesNotContain("disk", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_answer_is_told_with_its_status_and_body()
    {
        _service.Answer = static (_, _) => Task.FromResult(FakeService.Say("no such order", HttpStatusCode.NotFound));

        var result = await RunAsync(Tool());

        Assert.Equal("""{"error":"The service answered 404.","status":404,"body":"no such order"}""", result.Output);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        _service.Answer = static (_, _) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.Found) { Headers = { Location = new Uri("http://169.254.169.254/") } });

        var result = await RunAsync(Tool());

        Assert.False(result.Succeeded);
        Assert.Single(_service.Requests);
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_refused()
    {
        _service.Answer = static (_, _) => Task.FromResult(FakeService.Say(new string('x', 1_025)));

        var result = await RunAsync(Tool(maxBytes: 1_024));

        Assert.Contains("longer than 1024 bytes", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_no_text_is_refused()
    {
        _service.Answer = static (_, _) => Task.FromResult(new HttpResponseMessage { Content = new ByteArrayContent([0xff, 0xfe, 0x00]) });

        Assert.Contains("no text", (await RunAsync(Tool())).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_given_up()
    {
        _service.Answer = static async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException();
        };
        var running = RunAsync(Tool(timeoutMs: 4_000));
        await Eventually.TrueAsync(() => _service.Requests.Count == 1);
        _time.Advance(TimeSpan.FromSeconds(4));

        Assert.Contains("4000 ms", (await running).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_an_idempotent_tool_is_tried_again()
    {
        _service.Answer = static (number, _) => Task.FromResult(FakeService.Say("x", number < 3 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK));

        var once = await RunAsync(Tool(), functionCallId: "call_once");
        var running = RunAsync(Tool(idempotent: true), functionCallId: "call_again");
        await Eventually.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return running.IsCompleted;
        });

        Assert.False(once.Succeeded);
        Assert.True((await running).Succeeded);
        Assert.Equal(3, _service.Requests.Count);
        Assert.Single(_service.Requests.Skip(1).Select(request => request.Headers["Idempotency-Key"].Single()).Distinct());
    }

    [Fact]
    public async Task A_run_that_a_stopping_gateway_left_is_resumed_with_the_same_key()
    {
        using var stopping = new CancellationTokenSource();
        _service.Answer = static async (number, token) =>
        {
            await Task.Delay(number == 1 ? Timeout.Infinite : 0, token);
            return FakeService.Say("done");
        };
        var tool = Tool(idempotent: true);
        var function = new FunctionCall("resp_1", "call_f1", tool.Name, """{"id":"42"}""");
        var left = Runner().RunAsync(_call, tool, function, ToolContext.None, stopping.Token);
        await Eventually.TrueAsync(() => _service.Requests.Count == 1);
        await stopping.CancelAsync();
        Assert.False((await left).Succeeded);

        var resumed = await RunAsync(tool);

        Assert.Equal("done", resumed.Output);
        Assert.Equal([$"{_call.Id}-call_f1", $"{_call.Id}-call_f1"], _service.Requests.Select(request => request.Headers["Idempotency-Key"].Single()));
    }

    [Fact]
    public async Task A_host_that_the_site_does_not_list_is_not_asked()
    {
        var result = await RunAsync(Tool(url: "https://evil.example/x"));

        Assert.Contains("does not allow this tool's host", result.Output, StringComparison.Ordinal);
        Assert.Empty(_service.Requests);
    }

    [Fact]
    public async Task A_secret_goes_to_its_own_host_only()
    {
        var headers = new Dictionary<string, string> { ["X-Plain"] = "v", ["Authorization"] = "secret:orders" };

        var good = await RunAsync(Tool(headers: headers), functionCallId: "call_1");
        var other = await RunAsync(Tool(headers: headers, url: "https://other.example.com/x"), functionCallId: "call_2");
        var unknown = await RunAsync(Tool(headers: new() { ["Authorization"] = "secret:none" }), functionCallId: "call_3");

        Assert.True(good.Succeeded);
        Assert.Equal(["Bearer s3cret"], Assert.Single(_service.Requests).Headers["Authorization"]);
        Assert.All([other, unknown], result => Assert.Equal("""{"error":"The tool is not set up."}""", result.Output));
        Assert.Equal(2, _log.Lines.Count(line => line.Id.Id == 6006));
    }

    [Fact]
    public void A_strange_function_call_id_makes_a_safe_key()
    {
        var key = ToolRunner.IdempotencyKey(_call.Id, "a\r\nX-Evil: 1");

        Assert.DoesNotContain(key, character => !char.IsAsciiLetterOrDigit(character) && character is not ('_' or '-'));
        Assert.Equal(key, ToolRunner.IdempotencyKey(_call.Id, "a\r\nX-Evil: 1"));
    }

    private static HttpTool Tool(
        string url = "https://api.example.com/orders", string method = "POST", int maxBytes = 16_384, int timeoutMs = 8_000,
        bool idempotent = false, Dictionary<string, string>? headers = null)
    {
        var definition = new HttpToolDefinition
        {
            Parameters = JsonElement.Parse(Schema),
            Url = url,
            Method = method,
            MaxResponseBytes = maxBytes,
            TimeoutMs = timeoutMs,
            Idempotent = idempotent,
            Headers = headers ?? [],
        };
        var schema = ToolSchema.ReadAsync(definition.Parameters, CancellationToken.None).GetAwaiter().GetResult();
        return new HttpTool("lookup", definition, schema);
    }

    private Task<ToolResult> RunAsync(HttpTool tool, string arguments = """{"id":"42"}""", string functionCallId = "call_f1") =>
        Runner().RunAsync(_call, tool, new FunctionCall("resp_1", functionCallId, tool.Name, arguments), ToolContext.None, TestContext.Current.CancellationToken);

    private ToolRunner Runner()
    {
        var egress = new EgressPolicy(Options.Create(new EgressOptions { AllowedHosts = ["*.example.com"] }));
        var secrets = new SecretsOptions { Secrets = { ["orders"] = new() { Value = "file:" + _secretFile, Hosts = ["api.example.com"] } } };
        var client = new HttpToolClient(_service, egress, new NamedSecrets(Options.Create(secrets)), _time);
        return TestTools.Runner(_ledger, new ToolApprovals(new Redactor(), _time), _time, _log, new HttpToolHandler(client));
    }
}
