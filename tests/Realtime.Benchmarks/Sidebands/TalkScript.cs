using System.Globalization;

namespace Realtime.Benchmarks.Sidebands;

/// <summary>
/// What the service says on the sideband of a call that talks, without end: the caller asks, the agent calls a tool and answers, now and then with a
/// forbidden phrase. Members, ids and sizes are those of the service (API reference §5.3); half of the events are words.
/// </summary>
/// <param name="number">Of the connection: makes ids unique and, one time in four, the agent indiscreet.</param>
internal sealed class TalkScript(int number)
{
    private const int IndiscreetOneIn = 4;

    private static readonly string[] Question = [" I", " ordered", " a", " lamp", " last", " week", ",", " where", " is", " it", "?"];

    private static readonly string[] Answer =
    [
        "Thank", " you", " for", " waiting", ".", " Your", " order", " left", " our", " warehouse", " on", " Tuesday", " and", " will", " be",
        " delivered", " on", " Friday", " between", " nine", " and", " twelve", ".", " Is", " there", " anything", " else", "?",
    ];

    private static readonly string[] Indiscretion = ["Of", " course", ",", " we", " guarantee", " number", " 142"];

    private static readonly string[] Apology = ["I", " am", " sorry", ",", " a", " colleague", " will", " decide", " that", "."];

    private static readonly string[] Arguments = ["{\"", "order", "_id", "\":\"", "4711", "\"}"];

    private long _lastId;
    private long _clockMs;

    /// <summary>The <c>metadata</c> of the <c>response.create</c> that the next response answers, as JSON; null: nobody asked for it.</summary>
    public string? Asked { get; set; }

    /// <summary>The id of the last function call.</summary>
    public string FunctionCall { get; private set; } = "";

    public string Session() =>
        $$$$$"""{"type":"session.created","event_id":"{{{{{Id("event")}}}}}","session":{"type":"realtime","object":"realtime.session","id":"{{{{{Id("sess")}}}}}","model":"gpt-realtime-2.1","output_modalities":["audio"],"instructions":"You are the friendly voice of the order desk. Answer in one or two short sentences. Look up orders before you speak about them.","tools":[{"type":"function","name":"lookup","description":"Finds an order by its number and tells its state.","parameters":{"type":"object","properties":{"order_id":{"type":"string"}},"required":["order_id"]}}],"tool_choice":"auto","max_output_tokens":"inf","tracing":null,"truncation":"auto","prompt":null,"expires_at":1763740800,"audio":{"input":{"format":{"type":"audio/pcmu"},"transcription":{"model":"gpt-4o-mini-transcribe","language":"en","prompt":null},"noise_reduction":null,"turn_detection":{"type":"server_vad","threshold":0.5,"prefix_padding_ms":300,"silence_duration_ms":500,"idle_timeout_ms":null,"create_response":true,"interrupt_response":true}},"output":{"format":{"type":"audio/pcmu"},"voice":"marin","speed":1.0}},"include":null}}""";

    public IEnumerable<(string Json, TalkMark Mark)> Events()
    {
        while (true)
        {
            foreach (var one in Caller().Concat(Tool()).Concat(Speech(Answer, "completed")))
            {
                yield return one;
            }

            if (number % IndiscreetOneIn == 0)
            {
                foreach (var one in Caller().Concat(Speech(Indiscretion, "cancelled")).Concat(Speech(Apology, "completed")))
                {
                    yield return one;
                }
            }
        }
    }

    private IEnumerable<(string Json, TalkMark Mark)> Caller()
    {
        var item = Id("item");
        _clockMs += 20_000;
        yield return Plain($$$$$"""{"type":"input_audio_buffer.speech_started","event_id":"{{{{{Id("event")}}}}}","audio_start_ms":{{{{{_clockMs}}}}},"item_id":"{{{{{item}}}}}"}""");
        yield return Plain($$$$$"""{"type":"input_audio_buffer.speech_stopped","event_id":"{{{{{Id("event")}}}}}","audio_end_ms":{{{{{_clockMs + 3_000}}}}},"item_id":"{{{{{item}}}}}"}""");
        yield return Plain($$$$$"""{"type":"input_audio_buffer.committed","event_id":"{{{{{Id("event")}}}}}","previous_item_id":null,"item_id":"{{{{{item}}}}}"}""");
        yield return Plain($$$$$"""{"type":"conversation.item.added","event_id":"{{{{{Id("event")}}}}}","previous_item_id":null,"item":{"id":"{{{{{item}}}}}","type":"message","status":"completed","role":"user","content":[{"type":"input_audio","transcript":null}]}}""");
        foreach (var word in Question)
        {
            yield return Plain($$$$$"""{"type":"conversation.item.input_audio_transcription.delta","event_id":"{{{{{Id("event")}}}}}","item_id":"{{{{{item}}}}}","content_index":0,"delta":"{{{{{word}}}}}","obfuscation":"kX1yi"}""");
        }

        yield return Plain($$$$$"""{"type":"conversation.item.input_audio_transcription.completed","event_id":"{{{{{Id("event")}}}}}","item_id":"{{{{{item}}}}}","content_index":0,"transcript":"{{{{{string.Concat(Question)}}}}}","usage":{"type":"tokens","total_tokens":42,"input_tokens":30,"input_token_details":{"text_tokens":0,"audio_tokens":30},"output_tokens":12}}""");
    }

    private IEnumerable<(string Json, TalkMark Mark)> Tool()
    {
        var (response, item) = (Id("resp"), Id("item"));
        FunctionCall = Id("call");
        yield return Created(response);
        yield return Plain($$$$$"""{"type":"response.output_item.added","event_id":"{{{{{Id("event")}}}}}","response_id":"{{{{{response}}}}}","output_index":0,"item":{"id":"{{{{{item}}}}}","type":"function_call","status":"in_progress","name":"lookup","call_id":"{{{{{FunctionCall}}}}}","arguments":""}}""");
        yield return Plain($$$$$"""{"type":"conversation.item.added","event_id":"{{{{{Id("event")}}}}}","previous_item_id":null,"item":{"id":"{{{{{item}}}}}","type":"function_call","status":"in_progress","name":"lookup","call_id":"{{{{{FunctionCall}}}}}","arguments":""}}""");
        foreach (var piece in Arguments)
        {
            yield return Plain($$$$$"""{"type":"response.function_call_arguments.delta","event_id":"{{{{{Id("event")}}}}}","response_id":"{{{{{response}}}}}","item_id":"{{{{{item}}}}}","output_index":0,"call_id":"{{{{{FunctionCall}}}}}","delta":"{{{{{piece.Replace("\"", "\\\"", StringComparison.Ordinal)}}}}}","obfuscation":"kX1yi"}""");
        }

        const string whole = """{\"order_id\":\"4711\"}""";
        yield return Plain($$$$$"""{"type":"response.function_call_arguments.done","event_id":"{{{{{Id("event")}}}}}","response_id":"{{{{{response}}}}}","item_id":"{{{{{item}}}}}","output_index":0,"call_id":"{{{{{FunctionCall}}}}}","name":"lookup","arguments":"{{{{{whole}}}}}"}""");
        var call = $$$$$"""{"id":"{{{{{item}}}}}","type":"function_call","status":"completed","name":"lookup","call_id":"{{{{{FunctionCall}}}}}","arguments":"{{{{{whole}}}}}"}""";
        yield return ($$$$$"""{"type":"response.output_item.done","event_id":"{{{{{Id("event")}}}}}","response_id":"{{{{{response}}}}}","output_index":0,"item":{{{{{call}}}}}}""", TalkMark.Tool);
        yield return Plain($$$$$"""{"type":"conversation.item.done","event_id":"{{{{{Id("event")}}}}}","previous_item_id":null,"item":{{{{{call}}}}}}""");
        yield return Plain($$$$$"""{"type":"conversation.item.added","event_id":"{{{{{Id("event")}}}}}","previous_item_id":"{{{{{item}}}}}","item":{"id":"{{{{{Id("item")}}}}}","type":"function_call_output","status":"completed","call_id":"{{{{{FunctionCall}}}}}","output":"{\"state\":\"shipped\",\"delivery\":\"Friday\"}"}}""");
        yield return Done(response, "completed", call);
        yield return RateLimits();
    }

    private IEnumerable<(string Json, TalkMark Mark)> Speech(string[] words, string status)
    {
        var (response, item) = (Id("resp"), Id("item"));
        yield return Created(response);
        yield return Plain($$$$$"""{"type":"response.output_item.added","event_id":"{{{{{Id("event")}}}}}","response_id":"{{{{{response}}}}}","output_index":0,"item":{"id":"{{{{{item}}}}}","type":"message","status":"in_progress","role":"assistant","content":[]}}""");
        yield return Plain($$$$$"""{"type":"conversation.item.added","event_id":"{{{{{Id("event")}}}}}","previous_item_id":null,"item":{"id":"{{{{{item}}}}}","type":"message","status":"in_progress","role":"assistant","content":[]}}""");
        yield return Plain($$$$$"""{"type":"response.content_part.added","event_id":"{{{{{Id("event")}}}}}","response_id":"{{{{{response}}}}}","item_id":"{{{{{item}}}}}","output_index":0,"content_index":0,"part":{"type":"audio","transcript":""}}""");
        for (var index = 0; index < words.Length; index++)
        {
            if (index == 3)
            {
                yield return Plain($$$$$"""{"type":"output_audio_buffer.started","event_id":"{{{{{Id("event")}}}}}","response_id":"{{{{{response}}}}}"}""");
            }

            var mark = words == Indiscretion && index == words.Length - 1 ? TalkMark.Forbidden : TalkMark.None;
            yield return ($$$$$"""{"type":"response.output_audio_transcript.delta","event_id":"{{{{{Id("event")}}}}}","response_id":"{{{{{response}}}}}","item_id":"{{{{{item}}}}}","output_index":0,"content_index":0,"delta":"{{{{{words[index]}}}}}","obfuscation":"kX1yi"}""", mark);
        }

        var text = string.Concat(words);
        var isWhole = status == "completed";
        if (!isWhole)
        {
            yield return Plain($$$$$"""{"type":"output_audio_buffer.cleared","event_id":"{{{{{Id("event")}}}}}","response_id":"{{{{{response}}}}}"}""");
        }

        yield return Plain($$$$$"""{"type":"response.output_audio.done","event_id":"{{{{{Id("event")}}}}}","response_id":"{{{{{response}}}}}","item_id":"{{{{{item}}}}}","output_index":0,"content_index":0}""");
        yield return Plain($$$$$"""{"type":"response.output_audio_transcript.done","event_id":"{{{{{Id("event")}}}}}","response_id":"{{{{{response}}}}}","item_id":"{{{{{item}}}}}","output_index":0,"content_index":0,"transcript":"{{{{{text}}}}}"}""");
        yield return Plain($$$$$"""{"type":"response.content_part.done","event_id":"{{{{{Id("event")}}}}}","response_id":"{{{{{response}}}}}","item_id":"{{{{{item}}}}}","output_index":0,"content_index":0,"part":{"type":"audio","transcript":"{{{{{text}}}}}"}}""");
        var message = $$$$$"""{"id":"{{{{{item}}}}}","type":"message","status":"{{{{{(isWhole ? "completed" : "incomplete")}}}}}","role":"assistant","content":[{"type":"output_audio","transcript":"{{{{{text}}}}}"}]}""";
        yield return Plain($$$$$"""{"type":"response.output_item.done","event_id":"{{{{{Id("event")}}}}}","response_id":"{{{{{response}}}}}","output_index":0,"item":{{{{{message}}}}}}""");
        yield return Plain($$$$$"""{"type":"conversation.item.done","event_id":"{{{{{Id("event")}}}}}","previous_item_id":null,"item":{{{{{message}}}}}}""");
        yield return Done(response, status, message);
        yield return RateLimits();
        if (isWhole)
        {
            yield return Plain($$$$$"""{"type":"output_audio_buffer.stopped","event_id":"{{{{{Id("event")}}}}}","response_id":"{{{{{response}}}}}"}""");
        }
    }

    private (string Json, TalkMark Mark) Created(string response)
    {
        var metadata = Asked ?? "null";
        Asked = null;
        return Plain($$$$$"""{"type":"response.created","event_id":"{{{{{Id("event")}}}}}","response":{"object":"realtime.response","id":"{{{{{response}}}}}","status":"in_progress","status_details":null,"output":[],"conversation_id":"conv_{{{{{number}}}}}","output_modalities":["audio"],"max_output_tokens":"inf","audio":{"output":{"format":{"type":"audio/pcmu"},"voice":"marin"}},"usage":null,"metadata":{{{{{metadata}}}}}}}""");
    }

    private (string Json, TalkMark Mark) Done(string response, string status, string item)
    {
        var details = status == "completed" ? "null" : """{"type":"cancelled","reason":"client_cancelled"}""";
        return Plain($$$$$"""{"type":"response.done","event_id":"{{{{{Id("event")}}}}}","response":{"object":"realtime.response","id":"{{{{{response}}}}}","status":"{{{{{status}}}}}","status_details":{{{{{details}}}}},"output":[{{{{{item}}}}}],"conversation_id":"conv_{{{{{number}}}}}","output_modalities":["audio"],"max_output_tokens":"inf","audio":{"output":{"format":{"type":"audio/pcmu"},"voice":"marin"}},"usage":{"total_tokens":200,"input_tokens":139,"output_tokens":61,"input_token_details":{"text_tokens":43,"audio_tokens":96,"image_tokens":0,"cached_tokens":64,"cached_tokens_details":{"text_tokens":0,"audio_tokens":64,"image_tokens":0} },"output_token_details":{"text_tokens":18,"audio_tokens":43}},"metadata":null}}""");
    }

    private (string Json, TalkMark Mark) RateLimits() =>
        Plain($$$$$"""{"type":"rate_limits.updated","event_id":"{{{{{Id("event")}}}}}","rate_limits":[{"name":"tokens","limit":15000000,"remaining":14999361,"reset_seconds":0.002}]}""");

    private static (string Json, TalkMark Mark) Plain(string json) => (json, TalkMark.None);

    /// <summary>As long as the service's.</summary>
    private string Id(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}_C8bNvQkYq{number:00000}{++_lastId:0000000}");
}
