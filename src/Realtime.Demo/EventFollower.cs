using System.Text.Json;

namespace Realtime.Demo;

/// <summary>Reads the gateway's live events (<c>GET /api/events</c>, server-sent events) into the timeline.</summary>
internal sealed class EventFollower(HttpClient http, Uri gateway, string apiKey, Timeline timeline)
{
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The stream is open: nothing of a call placed now is missed.</summary>
    public Task Connected => _connected.Task;

    /// <summary>Completes with the id of the first call that ended.</summary>
    public Task<string> FirstCallEnded => _ended.Task;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, "/api/events"));
        request.Headers.Authorization = new("Bearer", apiKey);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        answer.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
        _connected.TrySetResult();
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                Take(line["data: ".Length..]);
            }
        }
    }

    private void Take(string json)
    {
        using var document = JsonDocument.Parse(json);
        var callEvent = document.RootElement;
        if (TimelineText.Of(callEvent) is { } line)
        {
            timeline.Add(line);
        }

        if (callEvent.GetProperty("type").GetString() == "call.ended")
        {
            _ended.TrySetResult(callEvent.GetProperty("call_id").GetString()!);
        }
    }
}
