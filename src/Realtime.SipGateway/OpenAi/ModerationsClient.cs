using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Realtime.SipGateway.OpenAi;

/// <summary><c>POST /moderations</c> of a target. Tried once: the words move on.</summary>
internal sealed class ModerationsClient : IDisposable
{
    /// <summary>An answer on one text is about two kilobytes.</summary>
    private const int MaxAnswer = 64 * 1024;

    private readonly TargetHttp _http;

    public ModerationsClient()
        : this(make: null)
    {
    }

    /// <param name="make">What sends requests instead of connections, for tests.</param>
    internal ModerationsClient(Func<Target, HttpMessageHandler>? make) => _http = new TargetHttp(make);

    /// <exception cref="HttpRequestException">It cannot be reached, or refuses: then with its status.</exception>
    /// <exception cref="JsonException">What it says is no answer.</exception>
    public async Task<ModerationAnswer> AskAsync(Target target, string model, string text, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(target.ApiBaseUrl, "moderations"));
        request.Content = new ByteArrayContent(Body(model, text));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _http.SendAsync(target, request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException("The moderation endpoint refuses.", null, response.StatusCode);
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var bytes = new byte[MaxAnswer];
        var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return Read(bytes.AsMemory(0, length));
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Throws <see cref="JsonException"/> for what is no answer.</summary>
    private static ModerationAnswer Read(ReadOnlyMemory<byte> answer)
    {
        using var document = JsonDocument.Parse(answer);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("results", out var results) || results.ValueKind != JsonValueKind.Array || results.GetArrayLength() == 0
            || results[0] is not { ValueKind: JsonValueKind.Object } result
            || !result.TryGetProperty("flagged", out var flagged) || flagged.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            throw new JsonException("This is no answer of the moderation endpoint.");
        }

        return new ModerationAnswer(
            flagged.GetBoolean(),
            [.. Members(result, "categories").Where(static one => one.Value.ValueKind == JsonValueKind.True).Select(static one => one.Name)],
            Members(result, "category_scores").Where(static one => one.Value.ValueKind == JsonValueKind.Number)
                .ToDictionary(static one => one.Name, static one => one.Value.GetDouble(), StringComparer.Ordinal));
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement result, string name) =>
        result.TryGetProperty(name, out var members) && members.ValueKind == JsonValueKind.Object ? members.EnumerateObject() : default;

    private static byte[] Body(string model, string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("model", model);
            writer.WriteString("input", text);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
