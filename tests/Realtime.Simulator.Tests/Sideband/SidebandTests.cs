using System.Net;
using System.Net.WebSockets;
using Realtime.Simulator.Tests.Scenarios;
using Realtime.Testing;

namespace Realtime.Simulator.Tests.Sideband;

public sealed class SidebandTests
{
    private const string Session = """{"type":"realtime","model":"gpt-realtime-2.1"}""";

    [Theory]
    [InlineData("?call_id=rtc_nobody", SimulatorUnderTest.ApiKey, HttpStatusCode.NotFound)]
    [InlineData("?model=gpt-realtime", SimulatorUnderTest.ApiKey, HttpStatusCode.NotFound)]
    [InlineData("?model=gpt-realtime&call_id=x", SimulatorUnderTest.ApiKey, HttpStatusCode.BadRequest)]
    [InlineData("", SimulatorUnderTest.ApiKey, HttpStatusCode.BadRequest)]
    [InlineData("?call_id=x", null, HttpStatusCode.Unauthorized)]
    [InlineData("?call_id=x", "sk-wrong", HttpStatusCode.Unauthorized)]
    public async Task An_upgrade_that_cannot_be_is_refused(string query, string? key, HttpStatusCode status)
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        using var socket = await TestSideband.ConnectAsync(simulator.Endpoints.ApiBaseUrl, query, key);
        Assert.Equal(status, socket.HttpStatusCode);
    }

    [Fact]
    public async Task A_call_can_be_attached_to_only_while_it_is_accepted_and_alive()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        var callId = await simulator.RingAsync();
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(simulator, callId));
        await simulator.PostAsync($"/v1/realtime/calls/{callId}/accept", Session);

        await using var sideband = await simulator.AttachAsync(callId);
        await sideband.SeesAsync("session.created");
        await simulator.PostAsync($"/simulator/calls/{callId}/hang-up-as-caller", "");

        await Eventually.IsTrueAsync(() => sideband.IsClosed, "the sideband closes");
        Assert.Null(sideband.CloseStatus);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(simulator, callId));
    }

    [Fact]
    public async Task The_close_may_be_told_to_be_normal()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync(("SidebandClose", "Normal"));
        var callId = await simulator.CallAsync(Session);
        await using var sideband = await simulator.AttachAsync(callId);
        await simulator.PostAsync($"/v1/realtime/calls/{callId}/hangup", "");

        await Eventually.IsTrueAsync(() => sideband.IsClosed, "the sideband closes");
        Assert.Equal(WebSocketCloseStatus.NormalClosure, sideband.CloseStatus);
    }

    [Fact]
    public async Task A_session_that_lasts_too_long_expires()
    {
        var time = new ManualTimeProvider();
        await using var simulator = await SimulatorUnderTest.StartAsync(time);
        var callId = await simulator.RingAsync();
        await simulator.PostAsync($"/v1/realtime/calls/{callId}/accept", Session);
        await using var sideband = await simulator.AttachAsync(callId);
        await sideband.SeesAsync("session.created");

        time.Advance(TimeSpan.FromMinutes(60));

        Assert.Equal("session_expired", (await sideband.SeesAsync("error"))["error"]!["code"]!.GetValue<string>());
        await Eventually.IsTrueAsync(() => sideband.IsClosed, "the sideband closes");
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, sideband.CloseStatus);
        Assert.Equal("ended", (await simulator.ShowAsync(callId))["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Every_sideband_of_a_call_hears_everything()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        var callId = await simulator.CallAsync(Session);
        await using var first = await simulator.AttachAsync(callId);
        await using var second = await simulator.AttachAsync(callId);

        await first.SendAsync("""{"type":"session.update","session":{"type":"realtime","instructions":"Hi."}}""");

        Assert.Equal("Hi.", (await second.SeesAsync("session.updated"))["session"]!["instructions"]!.GetValue<string>());
        Assert.Equal(
            (await first.SeesAsync("session.updated"))["event_id"]!.GetValue<string>(),
            (await second.SeesAsync("session.updated"))["event_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_update_changes_what_it_names_and_shows_the_whole_session()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await using var sideband = await simulator.AttachAsync(await simulator.CallAsync(
            """{"type":"realtime","model":"gpt-realtime","audio":{"input":{"transcription":{"model":"whisper-1"}}}}"""));

        await sideband.SendAsync(
            """{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":{"type":"server_vad","threshold":0.7}}}}}""");

        var input = (await sideband.SeesAsync("session.updated"))["session"]!["audio"]!["input"]!;
        Assert.Equal(0.7, input["turn_detection"]!["threshold"]!.GetValue<double>());
        Assert.Equal(200, input["turn_detection"]!["silence_duration_ms"]!.GetValue<int>());
        Assert.Equal("whisper-1", input["transcription"]!["model"]!.GetValue<string>());
        Assert.True(input.AsObject().ContainsKey("noise_reduction"));
    }

    [Theory]
    [InlineData("""{"type":"response.created"}""", "invalid_value", "type")]
    [InlineData("""{"type":"input_audio_buffer.append","audio":"AAAA"}""", "invalid_value", "type")]
    [InlineData("""{"type":"session.update","session":{"type":"realtime","turn_detection":null}}""", "unknown_parameter", "session.turn_detection")]
    [InlineData("""{"type":"session.update","session":{"type":"transcription"}}""", "invalid_value", "session.type")]
    [InlineData("""{"type":"session.update","session":{"type":"realtime","model":"gpt-realtime"}}""", "invalid_value", "session.model")]
    [InlineData("""{"type":"conversation.item.delete","item_id":"item_none"}""", "item_delete_invalid_item_id", "item_id")]
    [InlineData("""{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"call_none","output":""}}""", "invalid_value", "item.call_id")]
    [InlineData("""{"type":"conversation.item.create","previous_item_id":"item_none","item":{"type":"message","role":"user","content":[]}}""", "invalid_value", "previous_item_id")]
    [InlineData("""{"type":"conversation.item.create","item":{"type":"message","role":"assistant","content":[{"type":"output_audio","transcript":"x"}]}}""", "invalid_value", "item.content[0].type")]
    [InlineData("""{"type":"input_audio_buffer.commit"}""", "input_audio_buffer_commit_empty", null)]
    [InlineData("""{"type":5}""", "invalid_value", "type")]
    [InlineData("""[]""", "invalid_event", null)]
    [InlineData("""{""", "invalid_event", null)]
    public async Task A_wrong_event_is_answered_by_an_error_and_noted(string sent, string code, string? param)
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        var callId = await simulator.CallAsync(Session);
        await using var sideband = await simulator.AttachAsync(callId);

        await sideband.SendAsync(sent);

        var error = (await sideband.SeesAsync("error"))["error"]!;
        Assert.Equal((code, param), (error["code"]!.GetValue<string>(), error["param"]?.GetValue<string>()));
        Assert.Equal([code], await simulator.ViolationsAsync(callId));
        await sideband.SendAsync("""{"type":"session.update","session":{"type":"realtime"}}""");
        await sideband.SeesAsync("session.updated");
    }

    [Fact]
    public async Task Races_are_answered_by_errors_but_are_no_violations()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync(("Pace", "1"));
        var callId = await simulator.CallAsync(Session);
        await using var sideband = await simulator.AttachAsync(callId);

        await sideband.SendAsync("""{"type":"response.cancel","event_id":"mine"}""");
        var error = (await sideband.SeesAsync("error"))["error"]!;
        await sideband.SendAsync("""{"type":"response.create"}""");
        await sideband.SendAsync("""{"type":"response.create"}""");
        var second = (await sideband.SeesAsync("error", 2))["error"]!;

        Assert.Equal(("response_cancel_not_active", "mine"), (error["code"]!.GetValue<string>(), error["event_id"]!.GetValue<string>()));
        Assert.Equal("conversation_already_has_active_response", second["code"]!.GetValue<string>());
        Assert.Empty(await simulator.ViolationsAsync(callId));
    }

    [Fact]
    public async Task A_response_outside_of_the_conversation_leaves_no_trace_in_it()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await using var sideband = await simulator.AttachAsync(await simulator.CallAsync(Session));

        await sideband.SendAsync(
            """{"type":"response.create","response":{"conversation":"none","output_modalities":["text"],"metadata":{"purpose":"guard"},"input":[]}}""");
        var done = (await sideband.SeesAsync("response.done"))["response"]!;

        Assert.Null(done["conversation_id"]);
        Assert.Equal("guard", done["metadata"]!["purpose"]!.GetValue<string>());
        Assert.DoesNotContain("conversation.item.added", sideband.Order());
    }

    [Fact]
    public async Task A_tool_that_the_session_does_not_define_is_a_violation()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await simulator.UseScriptAsync("""{"turns":[{"call_tool":{"name":"look"}}]}""");
        var callId = await simulator.CallAsync(Session);
        await using var sideband = await simulator.AttachAsync(callId);

        await sideband.SendAsync("""{"type":"response.create"}""");
        await sideband.SeesAsync("response.done");

        Assert.Equal(["tool_not_defined"], await simulator.ViolationsAsync(callId));
    }

    [Fact]
    public async Task An_item_can_be_retrieved_truncated_and_is_kept_in_its_place()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        await using var sideband = await simulator.AttachAsync(await simulator.CallAsync(Session));
        await sideband.SendAsync("""{"type":"response.create"}""");
        var item = (await sideband.SeesAsync("response.done"))["response"]!["output"]![0]!["id"]!.GetValue<string>();

        await sideband.SendAsync($$"""{"type":"conversation.item.retrieve","item_id":"{{item}}"}""");
        Assert.NotNull((await sideband.SeesAsync("conversation.item.retrieved"))["item"]!["content"]![0]!["transcript"]);
        await sideband.SendAsync($$"""{"type":"conversation.item.truncate","item_id":"{{item}}","content_index":0,"audio_end_ms":999999}""");
        Assert.Equal("invalid_value", (await sideband.SeesAsync("error"))["error"]!["code"]!.GetValue<string>());
        await sideband.SendAsync($$"""{"type":"conversation.item.truncate","item_id":"{{item}}","content_index":0,"audio_end_ms":10}""");
        await sideband.SeesAsync("conversation.item.truncated");
        await sideband.SendAsync(
            """{"type":"conversation.item.create","previous_item_id":"root","item":{"id":"mine","type":"message","role":"system","content":[{"type":"input_text","text":"x"}]}}""");
        await Eventually.IsTrueAsync(
            () => sideband.Events.Any(one => one["item"]?["id"]?.GetValue<string>() == "mine" && one["previous_item_id"] is null), "the item is first");
    }

    [Fact]
    public async Task The_beta_interface_is_closed_with_4000()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        using var socket = await TestSideband.ConnectAsync(
            simulator.Endpoints.ApiBaseUrl, "?call_id=x", SimulatorUnderTest.ApiKey, options => options.SetRequestHeader("OpenAI-Beta", "realtime=v1"));

        await socket.ReceiveAsync(new byte[100], TestContext.Current.CancellationToken);

        Assert.Equal(4000, (int)socket.CloseStatus!);
        Assert.Equal("invalid_request_error.beta_api_shape_disabled", socket.CloseStatusDescription);
    }

    [Fact]
    public async Task Faults_refuse_and_cut_sidebands()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        var callId = await simulator.CallAsync(Session);
        await simulator.PostAsync("/simulator/faults", """{"sideband_not_found":1,"sideband_drop_ms":50}""");

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(simulator, callId));
        await using var sideband = await simulator.AttachAsync(callId);
        await Eventually.IsTrueAsync(() => sideband.IsClosed, "the sideband is cut");
        Assert.Equal("active", (await simulator.ShowAsync(callId))["state"]!.GetValue<string>());
    }

    private static async Task<HttpStatusCode> StatusAsync(SimulatorUnderTest simulator, string callId)
    {
        using var socket = await TestSideband.ConnectAsync(simulator.Endpoints.ApiBaseUrl, "?call_id=" + callId, SimulatorUnderTest.ApiKey);
        return socket.HttpStatusCode;
    }
}
