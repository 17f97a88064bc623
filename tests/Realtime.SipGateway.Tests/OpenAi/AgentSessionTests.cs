using System.Text;
using System.Text.Json;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.OpenAi;

public class AgentSessionTests
{
    private const string Session = "RealtimeSessionCreateRequestGA";

    [Theory]
    [InlineData("")]
    [InlineData(""", "voice": "marin", "speed": 1.1, "language": "de", "max_output_tokens": 900, "reasoning_effort": "low" """)]
    [InlineData(""", "transcription": null, "turn_detection": { "type": "semantic_vad", "eagerness": "low", "interrupt_response": false } """)]
    [InlineData(""", "turn_detection": { "threshold": 0.6, "prefix_padding_ms": 200, "silence_duration_ms": 700 } """)]
    [InlineData(""", "tools": ["lookup", "hang_up"] """)]
    public void Every_agent_becomes_a_session_that_the_service_takes(string members)
    {
        var json = Accept(members);

        Assert.Empty(OpenApiSchemas.Faults(Session, json));
        Assert.DoesNotContain("format", json, StringComparison.Ordinal);
        foreach (var refused in new[] { "threshold", "prefix_padding_ms", "silence_duration_ms" })
        {
            Assert.DoesNotContain(refused, json, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_sample_policys_agent_is_a_full_session()
    {
        var sample = File.ReadAllBytes(Path.Combine(FolderRules.RepositoryRoot(), "policy.json"));
        var document = PolicyReader.Read(sample, new PolicySite(["openai"], "openai")).Document!;

        var session = JsonDocument.Parse(AgentSession.ForAccept(document, "front-desk")).RootElement;

        Assert.Empty(OpenApiSchemas.Faults(Session, session.GetRawText()));
        Assert.Equal("gpt-realtime-2.1", session.GetProperty("model").GetString());
        Assert.Equal("marin", session.GetProperty("audio").GetProperty("output").GetProperty("voice").GetString());
        Assert.Equal(["lookup_order", "hang_up"], session.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()!));
        Assert.True(session.GetProperty("audio").GetProperty("input").GetProperty("turn_detection").GetProperty("interrupt_response").GetBoolean());
    }

    [Fact]
    public void Numbers_of_voice_activity_detection_follow_after_accept()
    {
        var agent = Document(""", "turn_detection": { "threshold": 0.6, "silence_duration_ms": 700 } """).Agents["desk"];

        var session = Encoding.UTF8.GetString(AgentSession.AfterAccept(agent)!);

        Assert.Equal(
            """{"type":"realtime","audio":{"input":{"turn_detection":{"type":"server_vad","threshold":0.6,"silence_duration_ms":700,"create_response":true,"interrupt_response":true}}}}""",
            session);
        Assert.Empty(OpenApiSchemas.Faults("RealtimeClientEventSessionUpdate", $$"""{"type":"session.update","session":{{session}}}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""", "turn_detection": { "type": "semantic_vad", "eagerness": "low" } """)]
    public void Nothing_follows_when_accept_said_everything(string members) =>
        Assert.Null(AgentSession.AfterAccept(Document(members).Agents["desk"]));

    [Theory]
    [InlineData(""", "transcription": null """,
        """{"input":{"transcription":null,"turn_detection":{"type":"server_vad","threshold":0.5,"prefix_padding_ms":300,"silence_duration_ms":500,"create_response":true,"interrupt_response":true}},"output":{"speed":1}}""")]
    [InlineData(""", "transcription": null, "speed": 1.2, "turn_detection": { "type": "semantic_vad" } """,
        """{"input":{"transcription":null,"turn_detection":{"type":"semantic_vad","eagerness":"auto","create_response":true,"interrupt_response":true}},"output":{"speed":1.2}}""")]
    public void A_hand_off_sets_back_what_the_agent_does_not_set(string members, string audio)
    {
        var document = Document(members);

        using var session = JsonDocument.Parse(AgentSession.ForHandOff(document, document.Agents["desk"]));

        Assert.Equal(audio, session.RootElement.GetProperty("audio").GetRawText());
    }

    [Theory]
    [InlineData(""" "destinations": { "sales": "tel:+4930123456" } """, true)]
    [InlineData(""" "destinations": { "sales": "tel:+4930123456" }, "allow": [ "+4930*" ] """, false)]
    public void The_model_is_told_whom_it_may_transfer_to(string transfer, bool onlyByName)
    {
        using var session = JsonDocument.Parse(Accept($$""", "tools": ["transfer_call"], "transfer": { {{transfer}} } """));

        var tool = Assert.Single(session.RootElement.GetProperty("tools").EnumerateArray());
        var to = tool.GetProperty("parameters").GetProperty("properties").GetProperty("to");
        Assert.Equal(onlyByName, to.TryGetProperty("enum", out var names) && names[0].GetString() == "sales");
        Assert.Equal(!onlyByName, to.GetProperty("description").GetString()!.Contains("sales, or a telephone number", StringComparison.Ordinal));
    }

    private static string Accept(string members) => Encoding.UTF8.GetString(AgentSession.ForAccept(Document(members), "desk"));

    private static PolicyDocument Document(string members)
    {
        var read = PolicyReader.Read(
            Encoding.UTF8.GetBytes(
                $$"""
                { "agents": { "desk": { "model": "gpt-realtime-2.1", "instructions": "Be \"kind\" <b>." {{members}} } },
                  "tools": { "lookup": { "type": "http", "description": "d", "url": "https://a.example/",
                                         "parameters": { "type": "object", "properties": { "id": { "type": "string" } } } },
                             "hang_up": { "type": "hang_up" }, "transfer_call": { "type": "transfer_call" } },
                  "rules": [ { "name": "all", "accept": { "agent": "desk" } } ] }
                """),
            new PolicySite(["openai"], "openai"));
        return read.Document ?? throw new PolicyFileException("test", read.Faults);
    }
}
