using System.Globalization;
using System.Text.Json;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.OpenAi.Texts;

/// <summary>What came of a question to a text model.</summary>
/// <param name="Verdict">How it ended.</param>
/// <param name="Text">The answer; null without one.</param>
/// <param name="Fault">What is wrong; null when it is done.</param>
internal sealed record TextAnswer(TextVerdict Verdict, string? Text, string? Fault)
{
    /// <summary>What it used, in the form in which it is priced; null when the service told nothing.</summary>
    public ResponseFinished? Usage { get; init; }

    /// <summary>How long the service wants to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static TextAnswer NotNow(string fault) => new(TextVerdict.Unavailable, null, fault);

    /// <summary>Reads the body of a 200; unknown members and kinds of output are passed over.</summary>
    public static TextAnswer Read(JsonElement body, string model)
    {
        var usage = UsageIn(body, model);
        var status = Word(body, "status");
        var (text, refusal) = Output(body);
        var answer = (status, text, refusal) switch
        {
            (_, _, not null) => new TextAnswer(TextVerdict.Refused, null, "the model would not answer"),
            ("incomplete", _, _) => new TextAnswer(TextVerdict.Incomplete, null, $"the answer was cut off: {Word(Member(body, "incomplete_details"), "reason") ?? "unknown"}"),
            ("failed", _, _) => NotNow($"the service failed: {Word(Member(body, "error"), "code") ?? "unknown"}"),
            (_, { Length: > 0 }, _) => new TextAnswer(TextVerdict.Done, text, null),
            _ => NotNow("the answer holds no text"),
        };
        return answer with { Usage = usage };
    }

    private static (string? Text, string? Refusal) Output(JsonElement body)
    {
        string? text = null;
        foreach (var content in Items(body, "output").Where(static item => Word(item, "type") == "message").SelectMany(static item => Items(item, "content")))
        {
            switch (Word(content, "type"))
            {
                case "output_text":
                    text += Word(content, "text");
                    break;
                case "refusal":
                    return (null, Word(content, "refusal") ?? "");
            }
        }

        return (text, null);
    }

    private static ResponseFinished? UsageIn(JsonElement body, string model)
    {
        if (Member(body, "usage") is not { ValueKind: JsonValueKind.Object } usage)
        {
            return null;
        }

        var (input, output) = (Count(usage, "input_tokens"), Count(usage, "output_tokens"));
        var cached = Math.Min(Count(Member(usage, "input_tokens_details"), "cached_tokens"), input);
        return new ResponseFinished(
            Word(body, "id") ?? "", Word(body, "status") ?? "", null, input, output, cached, new TokenDetails(input, 0, 0, cached, 0, 0, output, 0), Model: model);
    }

    private static JsonElement Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;

    private static string? Word(JsonElement json, string name) => Member(json, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static int Count(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var count) && count >= 0 ? count : 0;

    private static JsonElement.ArrayEnumerator Items(JsonElement json, string name) => Member(json, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;

    /// <summary>What an HTTP status other than 200 means.</summary>
    public static TextAnswer Failed(int status, VendorError error, TimeSpan? retryAfter) => new(
        status is 400 or 404 or 405 or 413 or 415 or 422 ? TextVerdict.Rejected : TextVerdict.Unavailable,
        null,
        string.Create(CultureInfo.InvariantCulture, $"the service answered {status}{(error.Code is { } code ? $" ({code})" : "")}{(status is 400 or 404 ? $": {error.Message}" : "")}"))
    {
        RetryAfter = retryAfter,
    };
}
