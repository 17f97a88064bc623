using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Sideband.Settings;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Settings;

public sealed class AskedSettingsTests
{
    private const string Accepted =
        """
        { "type": "realtime", "model": "gpt-realtime-2.1", "output_modalities": ["audio"], "instructions": "Help.",
          "audio": { "input": { "transcription": { "model": "gpt-live-transcribe" }, "turn_detection": { "type": "server_vad", "create_response": true } },
            "output": { "voice": "marin", "speed": 1 } },
          "tools": [ { "type": "function", "name": "a" }, { "type": "mcp", "server_label": "b" } ], "max_output_tokens": "inf" }
        """;

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "type": "realtime", "model": "gpt-realtime-2.1-2026-05-01", "id": "sess_1", "expires_at": 1 }""")]
    [InlineData("""{ "tools": [ { "name": "b" }, { "name": "a", "description": "x" } ], "max_output_tokens": "inf" }""")]
    [InlineData("""{ "audio": { "output": { "voice": "marin", "speed": 1.00000001 } } }""")]
    [InlineData("""{ "audio": { "output": { "voice": { "id": "marin" } } }, "output_modalities": [ "audio" ] }""")]
    [InlineData("""{ "audio": { "input": { "turn_detection": { "type": "server_vad", "threshold": 0.5 } } } }""")]
    [InlineData("""{ "audio": "odd", "tracing": null }""")]
    public void What_is_missing_finer_or_more_is_no_difference(string effective) => Assert.Empty(Of(Accepted).Differences(Json(effective)));

    [Theory]
    [InlineData("""{ "model": "gpt-realtime-2.1-mini" }""", "model: asked for gpt-realtime-2.1, has gpt-realtime-2.1-mini")]
    [InlineData("""{ "instructions": "Hurt." }""", "instructions")]
    [InlineData("""{ "instructions": null }""", "instructions")]
    [InlineData("""{ "tools": [ { "name": "a" } ] }""", "tools: asked for 2, has 1")]
    [InlineData("""{ "tools": null }""", "tools: asked for 2, has none")]
    [InlineData("""{ "tools": [ { "name": "a" }, { "name": "c" } ] }""", "tools: asked for 2, has 2")]
    [InlineData("""{ "audio": { "output": { "voice": "alloy" } } }""", "audio.output.voice: asked for marin, has alloy")]
    [InlineData("""{ "audio": { "output": { "speed": 1.2 } } }""", "audio.output.speed: asked for 1, has 1.2")]
    [InlineData("""{ "audio": { "input": { "transcription": null } } }""", "audio.input.transcription.model: asked for gpt-live-transcribe, has null")]
    [InlineData("""{ "audio": { "input": { "turn_detection": { "create_response": false } } } }""", "audio.input.turn_detection.create_response: asked for true, has false")]
    public void What_is_otherwise_is_told_without_the_texts_of_the_policy(string effective, string told) =>
        Assert.Equal(told, Assert.Single(Of(Accepted).Differences(Json(effective))).Told);

    [Fact]
    public void A_value_of_the_service_is_told_in_short()
    {
        var told = Assert.Single(Of(Accepted).Differences(Json($$"""{ "audio": { "output": { "voice": "{{new string('x', 5_000)}}" } } }"""))).Told;

        Assert.InRange(told.Length, 80, 120);
    }

    [Fact]
    public void Turn_settings_of_a_later_update_replace_all_of_those_before()
    {
        var asked = Of(Accepted, """{ "audio": { "input": { "turn_detection": { "type": "semantic_vad", "eagerness": "low" }, "transcription": null } } }""");

        Assert.Empty(asked.Differences(Json("""{ "audio": { "input": { "turn_detection": { "type": "semantic_vad", "eagerness": "low", "create_response": false }, "transcription": null } } }""")));
        Assert.Equal(
            "audio.input.transcription: asked for null, has {\"model\":\"x\"}",
            Assert.Single(asked.Differences(Json("""{ "audio": { "input": { "transcription": {"model":"x"} } } }"""))).Told);
    }

    [Fact]
    public void An_update_names_its_members_and_all_of_the_turn_settings()
    {
        var update = Of("""{ "type": "realtime", "audio": { "input": { "turn_detection": { "type": "server_vad" } } } }""");

        Assert.True(update.Names("audio.input.turn_detection.threshold"));
        Assert.False(update.Names("model"));
        Assert.False(update.Names("type"));
    }

    private static AskedSettings Of(params string[] sessions) => new([.. sessions.Select(Encoding.UTF8.GetBytes)]);

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
