using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Realtime.SipGateway.Sideband;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class ServerEventReaderTests
{
    private readonly ServerEventReader _reader = new();

    [Fact]
    public void Words_of_the_agent_are_read_and_share_their_ids()
    {
        const string Json =
            """{"type":"response.output_audio_transcript.delta","event_id":"event_23","response_id":"resp_1","item_id":"item_a","output_index":0,"content_index":0,"delta":"Hel\u006co \ud83d\ude00","obfuscation":"kX1"}""";

        var first = Assert.IsType<ServerEvent.AgentWords>(Read(Json));
        var second = Assert.IsType<ServerEvent.AgentWords>(Read(Json));

        Assert.Equal(new ServerEvent.AgentWords("resp_1", "item_a", "Hello 😀", Spoken: true), first);
        Assert.Same(first.ItemId, second.ItemId);
        Assert.Same(first.ResponseId, second.ResponseId);
    }

    [Fact]
    public void The_type_may_stand_last() => Assert.Equal(
        new ServerEvent.CallerWords("item_u", " Hi"),
        Read("""{"nested":{"type":"error","a":[{}]},"delta":" Hi","item_id":"item_u","type":"conversation.item.input_audio_transcription.delta"}"""));

    [Fact]
    public void A_finished_response_tells_its_usage_and_reason() => Assert.Equal(
        new ServerEvent.ResponseDone("resp_1", "cancelled", "turn_detected", new TokenUsage(139, 61, 64)),
        Read("""{"type":"response.done","response":{"id":"resp_1","status":"cancelled","status_details":{"type":"cancelled","reason":"turn_detected"},"usage":{"input_tokens":139,"output_tokens":61,"input_token_details":{"cached_tokens":64}},"metadata":null}}"""));

    [Fact]
    public void A_failed_response_tells_the_error_code() => Assert.Equal(
        "rate_limit_exceeded",
        Assert.IsType<ServerEvent.ResponseDone>(Read("""{"type":"response.done","response":{"id":"r","status":"failed","status_details":{"type":"failed","error":{"type":"t","code":"rate_limit_exceeded"}},"usage":null}}""")).Reason);

    [Fact]
    public void A_response_of_ours_is_known_by_its_metadata()
    {
        Assert.Equal(new ServerEvent.ResponseCreated("r", "gw_7"), Read("""{"type":"response.created","response":{"id":"r","metadata":{"gateway_event":"gw_7"}}}"""));
        Assert.Equal(new ServerEvent.ResponseCreated("r", null), Read("""{"type":"response.created","response":{"id":"r","metadata":null}}"""));
    }

    [Fact]
    public void A_function_call_is_read_with_its_raw_arguments()
    {
        var done = Assert.IsType<ServerEvent.ItemDone>(Read(
            """{"type":"response.output_item.done","response_id":"r","item":{"id":"item_f","type":"function_call","status":"completed","call_id":"call_1","name":"lookup","arguments":"{ \n}"}}"""));

        Assert.True(done.Item is { IsFunctionCall: true, IsCompleted: true, Name: "lookup", CallId: "call_1", Arguments: "{ \n}" });
    }

    [Fact]
    public void A_message_is_read_with_its_words()
    {
        var kept = Assert.IsType<ServerEvent.ItemRetrieved>(Read(
            """{"type":"conversation.item.retrieved","item":{"id":"i","type":"message","role":"assistant","status":"completed","content":[{"type":"output_audio","transcript":"Hello.","audio":"AAAA"}]}}"""));

        Assert.True(kept.Item is { IsAgentMessage: true, Text: "Hello." });
    }

    [Theory]
    [InlineData("""{"type":"session.created","session":null}""")]
    [InlineData("""{"type":"session.updated"}""")]
    [InlineData("""{"type":"error","error":null}""")]
    [InlineData("""{"type":"response.created","response":null}""")]
    [InlineData("""{"type":"response.done","response":{"id":null,"status":7,"usage":[]}}""")]
    [InlineData("""{"type":"response.output_item.done","item":null}""")]
    [InlineData("""{"type":"conversation.item.added","item":{"content":[null,{"text":null}]}}""")]
    [InlineData("""{"type":"output_audio_buffer.started","response_id":null}""")]
    [InlineData("""{"type":"conversation.item.input_audio_transcription.completed","languages":[]}""")]
    [InlineData("""{"type":"input_audio_buffer.speech_started","audio_start_ms":99999999999}""")]
    [InlineData("""{"type":"response.output_audio_transcript.delta","response_id":null,"item_id":null,"delta":null}""")]
    public void Nulls_and_missing_members_are_read_as_empty(string json) => Assert.NotNull(Read(json));

    [Theory]
    [InlineData("""{"type":"rate_limits.updated","rate_limits":[]}""")]
    [InlineData("""{"type":"response.output_audio.done"}""")]
    [InlineData("""{"type":""}""")]
    public void Other_types_are_ignored(string json) => Assert.Null(Read(json));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":1}""")]
    [InlineData("""{"type":"error" """)]
    [InlineData("""{"type":"error","error":{}}}""")]
    [InlineData("""{"type":"response.output_text.delta","delta":"\ud800"}""")]
    [InlineData("""{"type":"response.output_text.delta","delta":5}""")]
    [InlineData("""{"type":"response.output_text.delta","item_id":[]}""")]
    public void Malformed_events_are_refused_in_one_of_two_ways(string json)
    {
        var fault = Record.Exception(() => Read(json));

        Assert.True(fault is JsonException or InvalidOperationException, fault?.ToString() ?? "was read");
    }

    [Fact]
    public void No_cut_and_no_changed_byte_makes_it_fail_otherwise()
    {
        var whole = Encoding.UTF8.GetBytes(
            """{"type":"response.done","response":{"id":"resp_1","status":"completed","status_details":null,"output":[{"id":"i"}],"usage":{"input_tokens":1}}}""");
        var change = Gen.Choose(0, whole.Length - 1).Zip(Gen.Choose(0, 255)).Zip(Gen.Choose(1, whole.Length));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(change.ToArbitrary(), sample =>
        {
            var bytes = whole[..sample.Item2];
            bytes[Math.Min(sample.Item1.Item1, bytes.Length - 1)] = (byte)sample.Item1.Item2;
            var fault = Record.Exception(() => _reader.Read(bytes));
            return fault is null or JsonException or InvalidOperationException;
        }));
    }

    private ServerEvent? Read(string json) => _reader.Read(Encoding.UTF8.GetBytes(json));

    [Theory]
    [InlineData("5", '5')]
    [InlineData("#", '#')]
    [InlineData("*", '*')]
    [InlineData("D", 'D')]
    [InlineData("E", null)]
    [InlineData("12", null)]
    [InlineData("", null)]
    public void Only_the_keys_of_a_telephone_are_keys(string name, char? key) => Assert.Equal(key, new ServerEvent.Digit(name).Key);
}
