using System.Text;
using System.Text.Json;
using Realtime.Simulator.Schema;

namespace Realtime.Simulator.Tests.Schema;

public sealed class ApiSchemaTests
{
    [Theory]
    [InlineData("""{"type":"realtime"}""")]
    [InlineData("""{"type":"realtime","model":"gpt-realtime-2.1","instructions":"x","output_modalities":["audio"],"reasoning":{"effort":"low"}}""")]
    [InlineData("""{"type":"realtime","audio":{"input":{"transcription":{"model":"gpt-live-transcribe","language":"en"},"noise_reduction":null,"turn_detection":{"type":"semantic_vad","eagerness":"auto","create_response":true,"interrupt_response":true}},"output":{"voice":"marin","speed":1.0}}}""")]
    [InlineData("""{"type":"realtime","audio":{"input":{"transcription":null,"turn_detection":null,"noise_reduction":{"type":"near_field","strength":0.5}}}}""")]
    [InlineData("""{"type":"realtime","audio":{"output":{"voice":{"id":"voice_1"}}},"tools":[{"type":"function","name":"f","description":"d","parameters":{"type":"object","additionalProperties":false}}],"tool_choice":{"type":"function","name":"f"}}""")]
    [InlineData("""{"type":"realtime","tools":[{"type":"mcp","server_label":"s","server_url":"https://x","require_approval":"never","allowed_tools":["a"]}],"tool_choice":"required","max_output_tokens":"inf","truncation":{"type":"retention_ratio","retention_ratio":0.8},"tracing":{"workflow_name":"phone","metadata":{"a":1}}}""")]
    public void A_right_session_is_accepted(string session) => Assert.Null(Check(ApiSchema.Session, session, "session"));

    [Theory]
    [InlineData("""{}""", "missing_required_parameter", "session.type")]
    [InlineData("""{"type":"realtime","foo":1}""", "unknown_parameter", "session.foo")]
    [InlineData("""{"type":"realtime","modalities":["audio"]}""", "unknown_parameter", "session.modalities")]
    [InlineData("""{"type":"realtime","voice":"alloy"}""", "unknown_parameter", "session.voice")]
    [InlineData("""{"type":"realtime","temperature":0.8}""", "unknown_parameter", "session.temperature")]
    [InlineData("""{"type":"realtime","audio":{"input":{"formt":{}}}}""", "unknown_parameter", "session.audio.input.formt")]
    [InlineData("""{"type":"realtime","output_modalities":["video"]}""", "invalid_value", "session.output_modalities[0]")]
    [InlineData("""{"type":"realtime","instructions":5}""", "invalid_type", "session.instructions")]
    [InlineData("""{"type":"realtime","instructions":null}""", "invalid_type", "session.instructions")]
    [InlineData("""{"type":"other"}""", "invalid_value", "session.type")]
    [InlineData("""{"type":"realtime","audio":{"output":{"speed":3}}}""", "decimal_above_max_value", "session.audio.output.speed")]
    [InlineData("""{"type":"realtime","audio":{"input":{"turn_detection":{"type":"none"}}}}""", "invalid_value", "session.audio.input.turn_detection.type")]
    [InlineData("""{"type":"realtime","audio":{"input":{"turn_detection":{}}}}""", "missing_required_parameter", "session.audio.input.turn_detection.type")]
    [InlineData("""{"type":"realtime","audio":{"input":{"turn_detection":{"type":"semantic_vad","threshold":0.5}}}}""", "unknown_parameter", "session.audio.input.turn_detection.threshold")]
    [InlineData("""{"type":"realtime","audio":{"input":{"turn_detection":{"type":"server_vad","idle_timeout_ms":1}}}}""", "integer_below_min_value", "session.audio.input.turn_detection.idle_timeout_ms")]
    [InlineData("""{"type":"realtime","max_output_tokens":5000}""", "integer_above_max_value", "session.max_output_tokens")]
    [InlineData("""{"type":"realtime","max_output_tokens":"many"}""", "invalid_value", "session.max_output_tokens")]
    [InlineData("""{"type":"realtime","tools":[{"name":"f"}]}""", "missing_required_parameter", "session.tools[0].type")]
    [InlineData("""{"type":"realtime","tools":[{"type":"function","name":"f","strict":true}]}""", "unknown_parameter", "session.tools[0].strict")]
    [InlineData("""{"type":"realtime","tool_choice":"sometimes"}""", "invalid_value", "session.tool_choice")]
    public void A_wrong_session_is_refused_where_it_is_wrong(string session, string code, string param)
    {
        var fault = Check(ApiSchema.Session, session, "session");
        Assert.Equal((code, param), (fault?.Code, fault?.Param));
    }

    [Theory]
    [InlineData("""{"type":"conversation.item.create","item":{"type":"message","role":"system","content":[{"type":"input_text","text":"x"}]}}""")]
    [InlineData("""{"type":"conversation.item.create","event_id":"e","previous_item_id":"root","item":{"type":"function_call_output","call_id":"c","output":"o"}}""")]
    [InlineData("""{"type":"response.create","response":{"conversation":"none","metadata":{"a":"b"},"output_modalities":["text"],"input":[{"type":"item_reference","id":"i"}]}}""")]
    [InlineData("""{"type":"response.cancel","response_id":"r"}""")]
    public void A_right_client_event_is_accepted(string sent) => Assert.Null(Check(ApiSchema.ClientEvent, sent, ""));

    [Theory]
    [InlineData("""{"type":"conversation.item.create","item":{"type":"message","role":"tool","content":[]}}""", "invalid_value", "item.role")]
    [InlineData("""{"type":"conversation.item.create","item":{"type":"message","role":"system","content":[{"type":"text","text":"x"}]}}""", "invalid_value", "item.content[0].type")]
    [InlineData("""{"type":"conversation.item.create","item":{"role":"user","content":[]}}""", "missing_required_parameter", "item.type")]
    [InlineData("""{"type":"conversation.item.create"}""", "missing_required_parameter", "item")]
    [InlineData("""{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"c","output":{"a":1}}}""", "invalid_type", "item.output")]
    [InlineData("""{"type":"response.create","response":{"modalities":["text"]}}""", "unknown_parameter", "response.modalities")]
    [InlineData("""{"type":"response.create","response":{"metadata":{"a":1}}}""", "invalid_type", "response.metadata.a")]
    [InlineData("""{"type":"session.update","session":{"instructions":"x"}}""", "missing_required_parameter", "session.type")]
    [InlineData("""{"type":"output_audio_buffer.clear","now":true}""", "unknown_parameter", "now")]
    public void A_wrong_client_event_is_refused_where_it_is_wrong(string sent, string code, string param)
    {
        var fault = Check(ApiSchema.ClientEvent, sent, "");
        Assert.Equal((code, param), (fault?.Code, fault?.Param));
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a":1} x""")]
    [InlineData("")]
    [InlineData("\u0000")]
    public void Text_that_is_not_json_to_the_service_is_not_parsed(string text) => Assert.Null(ApiSchema.TryParse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Every_prefix_of_an_event_is_refused_without_a_crash()
    {
        const string Whole = """{"type":"session.update","session":{"type":"realtime","tools":[{"type":"function","name":"f"}]}}""";
        for (var length = 0; length < Whole.Length; length++)
        {
            Assert.Null(ApiSchema.TryParse(Encoding.UTF8.GetBytes(Whole[..length])));
        }
    }

    private static SchemaFault? Check(string schema, string json, string path) =>
        ApiSchema.Instance.Check(schema, JsonDocument.Parse(json).RootElement, path);
}
