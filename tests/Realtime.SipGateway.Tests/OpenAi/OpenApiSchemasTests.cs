using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.OpenAi;

public class OpenApiSchemasTests
{
    private const string Session = "RealtimeSessionCreateRequestGA";

    [Fact]
    public void The_session_of_the_reference_is_valid() => Assert.Empty(OpenApiSchemas.Faults(Session,
        """
        {"type":"realtime","model":"gpt-realtime-2.1","output_modalities":["audio"],"instructions":"Hello.","reasoning":{"effort":"low"},
         "audio":{"input":{"transcription":{"model":"gpt-live-transcribe","language":"en"},
                           "turn_detection":{"type":"semantic_vad","eagerness":"auto","create_response":true,"interrupt_response":true}},
                  "output":{"voice":"marin","speed":1.0}},
         "tools":[{"type":"function","name":"transfer_call","description":"d","parameters":{"type":"object","properties":{},"additionalProperties":false}}],
         "tool_choice":"auto","truncation":{"type":"retention_ratio","retention_ratio":0.8}}
        """));

    [Theory]
    [InlineData("""{"model":"gpt-realtime"}""", "type: PropertyRequired")]
    [InlineData("""{"type":"realtime","modalities":["audio"]}""", "modalities: NoAdditionalPropertiesAllowed")]
    [InlineData("""{"type":"realtime","output_modalities":["speech"]}""", "output_modalities[0]: NotInEnumeration")]
    [InlineData("""{"type":"realtime","audio":{"output":{"speed":9}}}""", "audio.output.speed: NumberTooBig")]
    [InlineData("""{"type":"realtime","audio":{"input":{"turn_detection":{"type":"server_vad","eagerness":"low"}}}}""", "eagerness")]
    [InlineData("""{"type":"realtime","audio":{"input":{"turn_detection":{"type":"push_to_talk"}}}}""", "turn_detection")]
    public void A_wrong_session_is_told_what_is_wrong(string json, string fault) =>
        Assert.Contains(OpenApiSchemas.Faults(Session, json), line => line.Contains(fault, StringComparison.Ordinal));

    [Fact]
    public void A_session_update_is_valid_and_found_by_its_type()
    {
        var schema = OpenApiSchemas.SchemaOfEvent("RealtimeClientEvent", "session.update");

        Assert.Equal("RealtimeClientEventSessionUpdate", schema);
        Assert.Empty(OpenApiSchemas.Faults(schema!, """{"type":"session.update","event_id":"e1","session":{"type":"realtime","instructions":"x"}}"""));
        Assert.NotEmpty(OpenApiSchemas.Faults(schema!, """{"type":"session.update","session":{"type":"realtime","voice":"marin"}}"""));
    }

    [Fact]
    public void A_service_event_may_hold_nulls_and_members_that_the_description_lacks() => Assert.Empty(OpenApiSchemas.FaultsOfService(
        "RealtimeServerEventResponseAudioTranscriptDelta",
        """
        {"type":"response.output_audio_transcript.delta","event_id":"event_1","response_id":"resp_1","item_id":"item_1","output_index":0,
         "content_index":0,"delta":"Hi","obfuscation":"abcdefghijklmn","phase":null}
        """));
}
