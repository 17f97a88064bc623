using System.Net;
using System.Text.Json.Nodes;
using Realtime.Simulator.Tests.Scenarios;

namespace Realtime.Simulator.Tests.Rest;

public sealed class RestTests
{
    private const string Session = """{"type":"realtime","model":"gpt-realtime-2.1","instructions":"Be kind."}""";

    [Fact]
    public async Task A_ringing_call_is_accepted_once()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        var call = "/v1/realtime/calls/" + await simulator.RingAsync();

        Assert.Equal(200, (await simulator.PostAsync(call + "/accept", Session)).Status);
        Assert.Equal((400, "decision_already_made"), Told(await simulator.PostAsync(call + "/accept", Session)));
        Assert.Equal((400, "decision_already_made"), Told(await simulator.PostAsync(call + "/reject", "{}")));
    }

    [Fact]
    public async Task A_call_that_is_over_or_unknown_is_not_found()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        var callId = await simulator.RingAsync();
        Assert.Equal(200, (await simulator.PostAsync($"/v1/realtime/calls/{callId}/reject", """{"status_code":486}""")).Status);

        foreach (var id in new[] { callId, "rtc_nobody" })
        {
            foreach (var action in new[] { "accept", "reject", "refer", "hangup" })
            {
                Assert.Equal((404, "call_id_not_found"), Told(await simulator.PostAsync($"/v1/realtime/calls/{id}/{action}", "{}")));
            }
        }
    }

    [Theory]
    [InlineData("""{"type":"realtime","audio":{"input":{"turn_detection":{"type":"server_vad","threshold":0.5}}}}""", "unknown_parameter", "session.audio.input.turn_detection.threshold")]
    [InlineData("""{"type":"realtime","audio":{"input":{"turn_detection":{"type":"server_vad","silence_duration_ms":500}}}}""", "unknown_parameter", "session.audio.input.turn_detection.silence_duration_ms")]
    [InlineData("""{"model":"gpt-realtime"}""", "missing_required_parameter", "session.type")]
    [InlineData("""{"type":"realtime","input_audio_format":"pcm16"}""", "unknown_parameter", "session.input_audio_format")]
    [InlineData("""{"type":"realtime","output_modalities":["audio","text"]}""", "invalid_value", "session.output_modalities")]
    [InlineData("""{"type":"realtime","model":"gpt-realtime","reasoning":{"effort":"low"}}""", "invalid_value", "session.reasoning")]
    public async Task A_wrong_session_is_refused_and_noted(string session, string code, string param)
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        var callId = await simulator.RingAsync();

        var (status, body) = await simulator.PostAsync($"/v1/realtime/calls/{callId}/accept", session);

        Assert.Equal((400, code, param), (status, body["error"]!["code"]!.GetValue<string>(), body["error"]!["param"]!.GetValue<string>()));
        Assert.Equal([code], await simulator.ViolationsAsync(callId));
        Assert.Equal(200, (await simulator.PostAsync($"/v1/realtime/calls/{callId}/accept", Session)).Status);
    }

    [Fact]
    public async Task Words_are_flagged_as_the_test_says_and_a_wrong_question_is_refused()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        Assert.Equal(200, (await simulator.PostAsync("/simulator/faults", """{"flagged_words":{"hit you":"violence"}}""")).Status);

        var (status, body) = await simulator.PostAsync("/v1/moderations", """{"model":"omni-moderation-latest","input":"I will HIT you."}""");
        Assert.Equal(200, status);
        var result = body["results"]![0]!;
        Assert.True(result["flagged"]!.GetValue<bool>() && result["categories"]!["violence"]!.GetValue<bool>() && !result["categories"]!["hate"]!.GetValue<bool>());
        Assert.False((await simulator.PostAsync("/v1/moderations", """{"input":"Good day."}""")).Body["results"]![0]!["flagged"]!.GetValue<bool>());
        Assert.Equal((400, "missing_required_parameter"), Told(await simulator.PostAsync("/v1/moderations", "{}")));
        Assert.Equal((400, "unknown_parameter"), Told(await simulator.PostAsync("/v1/moderations", """{"input":"x","text":"x"}""")));
        Assert.Equal((400, "invalid_value"), Told(await simulator.PostAsync("/v1/moderations", """{"input":"x","model":"gpt"}""")));
    }

    [Fact]
    public async Task An_audio_format_is_taken_and_noted()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        var callId = await simulator.RingAsync();
        var session = """{"type":"realtime","model":"gpt-realtime","audio":{"output":{"format":{"type":"audio/pcmu"}}}}""";

        Assert.Equal(200, (await simulator.PostAsync($"/v1/realtime/calls/{callId}/accept", session)).Status);
        Assert.Equal(["audio_format"], await simulator.ViolationsAsync(callId));
    }

    [Fact]
    public async Task Refer_and_hang_up_work_on_an_active_call_only()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        var callId = await simulator.RingAsync();
        var call = "/v1/realtime/calls/" + callId;
        Assert.Equal(404, (await simulator.PostAsync(call + "/hangup", "")).Status);
        Assert.Equal(404, (await simulator.PostAsync(call + "/refer", """{"target_uri":"tel:+1"}""")).Status);
        await simulator.PostAsync(call + "/accept", Session);

        Assert.Equal((400, "missing_required_parameter"), Told(await simulator.PostAsync(call + "/refer", "{}")));
        Assert.Equal(200, (await simulator.PostAsync(call + "/refer", """{"target_uri":"tel:+1"}""")).Status);
        Assert.Equal(200, (await simulator.PostAsync(call + "/hangup", "")).Status);
        Assert.Equal("ended", (await simulator.ShowAsync(callId))["state"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"status_code":200}""")]
    [InlineData("""{"status_code":"486"}""")]
    [InlineData("""{"reason":"busy"}""")]
    [InlineData("""[]""")]
    [InlineData("""{""")]
    public async Task A_wrong_rejection_is_refused(string body)
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        var callId = await simulator.RingAsync();
        Assert.Equal(400, (await simulator.PostAsync($"/v1/realtime/calls/{callId}/reject", body)).Status);
    }

    [Fact]
    public async Task A_wrong_key_project_or_the_beta_header_is_refused()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        var path = $"/v1/realtime/calls/{await simulator.RingAsync()}/accept";

        simulator.Http.DefaultRequestHeaders.Add("OpenAI-Project", "proj_other");
        Assert.Equal((401, "invalid_api_key"), Told(await simulator.PostAsync(path, Session)));
        simulator.Http.DefaultRequestHeaders.Remove("OpenAI-Project");
        simulator.Http.DefaultRequestHeaders.Add("OpenAI-Beta", "realtime=v1");
        Assert.Equal((400, "beta_api_shape_disabled"), Told(await simulator.PostAsync(path, Session)));
        simulator.Http.DefaultRequestHeaders.Remove("OpenAI-Beta");
        simulator.Http.DefaultRequestHeaders.Authorization = new("Bearer", "sk-wrong");
        Assert.Equal((401, "invalid_api_key"), Told(await simulator.PostAsync(path, Session)));
    }

    [Fact]
    public async Task A_client_secret_starts_a_call_with_its_session()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        var (_, minted) = await simulator.PostAsync(
            "/v1/realtime/client_secrets", """{"expires_after":{"anchor":"created_at","seconds":60},"session":{"type":"realtime","model":"gpt-realtime"}}""");

        simulator.Http.DefaultRequestHeaders.Authorization = new("Bearer", minted["value"]!.GetValue<string>());
        using var answer = await simulator.Http.PostAsync("/v1/realtime/calls", new StringContent("v=0\r\n"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("gpt-realtime", (await simulator.ShowAsync(answer.Headers.Location!.ToString().Split('/')[^1]))["model"]!.GetValue<string>());
        Assert.Equal("alloy", minted["session"]!["audio"]!["output"]!["voice"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"expires_after":{"seconds":5}}""", "integer_below_min_value")]
    [InlineData("""{"session":{"type":"realtime","voice":"alloy"}}""", "unknown_parameter")]
    public async Task A_wrong_client_secret_is_refused(string body, string code)
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        Assert.Equal((400, code), Told(await simulator.PostAsync("/v1/realtime/client_secrets", body)));
    }

    private static (int Status, string Code) Told((int Status, JsonObject Body) answer) =>
        (answer.Status, answer.Body["error"]!["code"]!.GetValue<string>());
}
