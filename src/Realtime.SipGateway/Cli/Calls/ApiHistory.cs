using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Cli.Calls;

/// <summary>A running gateway's API, with a viewer's key.</summary>
internal sealed class ApiHistory : ICallHistory
{
    private const int PageSize = 200;
    private const int EventsPage = 5_000;

    /// <summary>A page of calls is some hundred kilobytes at most.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;

    /// <param name="gateway">Base address, such as <c>https://gateway.example.com</c>.</param>
    /// <param name="key">A key of scope viewer.</param>
    /// <param name="handler">For tests; the platform's own when null.</param>
    public ApiHistory(Uri gateway, string key, HttpMessageHandler? handler = null)
    {
        _http = new HttpClient(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false }, disposeHandler: true)
        {
            BaseAddress = new Uri(gateway.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = Timeout,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public string Name => _http.BaseAddress!.AbsoluteUri;

    public async Task<IReadOnlyList<CallRecord>> LiveAsync(CancellationToken cancellationToken)
    {
        using var answer = await GetAsync("api/calls?limit=1", cancellationToken);
        return [.. answer!.RootElement.GetProperty("live").EnumerateArray().Select(Live)];
    }

    public async IAsyncEnumerable<CallRecord> RecordsAsync(DateTimeOffset? before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = before?.ToString("O", CultureInfo.InvariantCulture);
        do
        {
            using var answer = await GetAsync(
                string.Create(CultureInfo.InvariantCulture, $"api/calls?limit={PageSize}{(next is null ? "" : "&before=" + Uri.EscapeDataString(next))}"), cancellationToken);
            foreach (var record in answer!.RootElement.GetProperty("records").EnumerateArray())
            {
                yield return record.Deserialize(CallEventJson.Default.CallRecord)!;
            }

            next = answer.RootElement.TryGetProperty("next", out var more) && more.ValueKind == JsonValueKind.String ? more.GetString() : null;
        }
        while (next is not null);
    }

    public async Task<CallId?> ResolveAsync(string id, CancellationToken cancellationToken)
    {
        if (CallId.TryParse(id, out var known))
        {
            return known;
        }

        // A gateway that does not know the filter answers with all calls: one more than one, if there are.
        using var answer = await GetAsync($"api/calls?limit=2&id={Uri.EscapeDataString(id)}", cancellationToken);
        string[] found =
        [
            .. answer!.RootElement.GetProperty("live").EnumerateArray().Concat(answer.RootElement.GetProperty("records").EnumerateArray())
                .Select(static call => call.GetProperty("call_id").GetString() ?? "").Distinct(StringComparer.Ordinal),
        ];
        return found is [var one] ? CallId.Parse(one) : null;
    }

    public async Task<CallRecord?> FindRecordAsync(CallId call, CancellationToken cancellationToken)
    {
        using var answer = await GetAsync($"api/calls/{call}", cancellationToken, mayBeUnknown: true);
        return answer is null || answer.RootElement.TryGetProperty("live", out _) ? null : answer.RootElement.Deserialize(CallEventJson.Default.CallRecord);
    }

    public async Task<IReadOnlyList<CallEvent>> EventsAsync(CallId call, CancellationToken cancellationToken)
    {
        var events = new List<CallEvent>();
        int page;
        do
        {
            var after = events.Count == 0 ? 0 : events[^1].Sequence;
            using var answer = await GetAsync(
                string.Create(CultureInfo.InvariantCulture, $"api/calls/{call}/events?limit={EventsPage}&after={after}"), cancellationToken, mayBeUnknown: true);
            page = answer?.RootElement.GetArrayLength() ?? 0;
            events.AddRange(answer?.RootElement.EnumerateArray().Select(one => Event(call, one)) ?? []);
        }
        while (page == EventsPage);

        return events;
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<JsonDocument?> GetAsync(string path, CancellationToken cancellationToken, bool mayBeUnknown = false)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
            if (answer.StatusCode == HttpStatusCode.NotFound && mayBeUnknown)
            {
                return null;
            }

            if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                throw new CommandFaultException($"{Name} refuses the key ({(int)answer.StatusCode}); give one of scope viewer by --key-env.");
            }

            answer.EnsureSuccessStatusCode();
            return await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(cancellationToken), default, cancellationToken);
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException || (fault is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CommandFaultException($"{Name} does not answer as a gateway does: {fault.Message}. Is the address right, and does it run?", fault);
        }
    }

    private static CallEvent Event(CallId call, JsonElement one)
    {
        var data = JsonSerializer.SerializeToUtf8Bytes(one.GetProperty("data"));
        return new CallEvent(
            call, one.GetProperty("seq").GetInt64(), one.GetProperty("at").GetDateTimeOffset(), one.GetProperty("node").GetString() ?? "",
            CallEvent.ReadData(one.GetProperty("type").GetString() ?? "", data));
    }

    private static CallRecord Live(JsonElement live) => new()
    {
        CallId = CallId.Parse(live.GetProperty("call_id").GetString() ?? ""),
        StartedAt = live.GetProperty("started_at").GetDateTimeOffset(),
        Trunk = Text(live, "trunk"),
        Dialled = Text(live, "dialled"),
        Caller = Text(live, "caller"),
        Agent = Text(live, "agent"),
        Target = Text(live, "target"),
        Rule = Text(live, "rule"),
        PolicyVersion = Text(live, "policy_version"),
    };

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
