using System.Text;
using System.Text.Json;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.OpenAi;

public class SessionCheckTests
{
    private const string Full =
        """
        {"type":"realtime","model":"gpt-realtime-2.1","output_modalities":["audio"],"instructions":"Hello.","reasoning":{"effort":"low"},"max_output_tokens":900,
         "audio":{"input":{"transcription":{"model":"gpt-live-transcribe","language":"en"},
                           "turn_detection":{"type":"semantic_vad","eagerness":"auto","create_response":true,"interrupt_response":true}},
                  "output":{"voice":"marin","speed":1.0}},
         "tools":[{"type":"function","name":"transfer_call","description":"d","parameters":{"type":"object","properties":{},"additionalProperties":false}},
                  {"type":"mcp","server_label":"crm","server_url":"https://crm.example.com/mcp"}],
         "tool_choice":"auto","truncation":{"type":"retention_ratio","retention_ratio":0.8}}
        """;

    [Fact]
    public void A_full_session_may_be_sent() => Assert.Empty(Faults(Full));

    [Theory]
    [InlineData("""{"model":"gpt-realtime"}""", "type")]
    [InlineData("""{"type":"realtime","modalities":["audio"]}""", "modalities")]
    [InlineData("""{"type":"realtime","voice":"marin"}""", "voice")]
    [InlineData("""{"type":"realtime","output_modalities":["speech"]}""", "output_modalities")]
    [InlineData("""{"type":"realtime","audio":{"output":{"speed":9}}}""", "audio.output.speed: NumberTooBig")]
    [InlineData("""{"type":"realtime","audio":{"input":{"turn_detection":{"type":"push_to_talk"}}}}""", "turn_detection")]
    [InlineData("""{"type":"realtime","audio":{"input":{"turn_detection":{"type":"server_vad","threshold":0.5}}}}""", "threshold: is refused at accept")]
    [InlineData("""{"type":"realtime","audio":{"output":{"format":{"type":"audio/pcmu"}}}}""", "audio.output.format: is decided by the SDP")]
    [InlineData("""{"type":"realtime","tools":[{"type":"function","nam":"x"}]}""", "nam")]
    public void What_the_service_would_refuse_is_told(string session, string fault) =>
        Assert.Contains(Faults(session), line => line.Contains(fault, StringComparison.Ordinal));

    [Theory]
    [InlineData(Full)]
    [InlineData("""{"type":"realtime","modalities":["audio"]}""")]
    [InlineData("""{"type":"realtime","audio":{"output":{"speed":9}}}""")]
    [InlineData("""{"type":"realtime","audio":{"input":{"noise_reduction":{"type":"near_field"}}},"truncation":"auto","tracing":"auto","prompt":{"id":"pmpt_1"}}""")]
    [InlineData("""{"type":"realtime","truncation":"sometimes"}""")]
    [InlineData("""{"type":"realtime","max_output_tokens":"inf","tool_choice":{"type":"function","name":"x"}}""")]
    [InlineData("""{"type":"realtime","include":["x"]}""")]
    public void It_says_the_same_as_the_published_description(string session) =>
        Assert.Equal(OpenApiSchemas.Faults("RealtimeSessionCreateRequestGA", session).Count == 0, Faults(session).Count == 0);

    [Fact]
    public void The_sample_policy_makes_valid_sessions()
    {
        var document = PolicyReader.Read(File.ReadAllBytes(Path.Combine(FolderRules.RepositoryRoot(), "policy.json")), new PolicySite(["openai"], "openai")).Document!;

        Assert.Empty(SessionCheck.FaultsOf(document));
    }

    [Fact]
    public void A_document_whose_agent_makes_a_wrong_session_is_not_published()
    {
        var site = new PolicySite(["openai"], "openai")
        {
            CheckDocument = static document => SessionCheck.FaultsOf(document with
            {
                Agents = document.Agents.ToDictionary(agent => agent.Key, agent => agent.Value with { Speed = 9 }),
            }),
        };

        var read = PolicyReader.Read(
            """{ "agents": { "desk": { "model": "m", "instructions": "i" } }, "rules": [ { "name": "all", "accept": { "agent": "desk" } } ] }"""u8.ToArray(), site);

        Assert.Null(read.Document);
        var fault = Assert.Single(read.Faults);
        Assert.Equal(("agents.desk", "audio.output.speed: NumberTooBig"), (fault.Path, fault.Suggestion));
    }

    [Fact]
    public void Each_distinct_session_is_looked_at_once_and_its_instructions_each_time()
    {
        var check = new SessionCheck();
        var agent = new AgentDefinition { Model = "m", Instructions = "i" };
        var wrong = """{"type":"realtime","voice":"x"}"""u8.ToArray();
        var right = """{"type":"realtime"}"""u8.ToArray();

        Assert.NotEmpty(check.Faults("1-a", "desk", agent, wrong));
        Assert.NotEmpty(check.Faults("1-a", "desk", agent with { Instructions = "other" }, right));
        Assert.Empty(check.Faults("2-a", "desk", agent, right));
        Assert.Empty(check.Faults("1-a", "desk", agent with { Voice = "marin" }, right));
        Assert.NotEmpty(check.Faults("2-a", "desk", agent with { Instructions = new string('x', SessionCheck.MaxInstructions + 1) }, right));
    }

    private static IReadOnlyList<string> Faults(string session) => SessionSchema.Faults(Encoding.UTF8.GetBytes(JsonDocument.Parse(session).RootElement.GetRawText()));
}
