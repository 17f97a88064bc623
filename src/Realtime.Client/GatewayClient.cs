using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Realtime.Client;

/// <summary>A program's way into a gateway: the live calls of an agent whose callers it answers (policy: <c>agents.NAME.handler</c>).</summary>
public sealed class GatewayClient : IDisposable
{
    /// <summary>Calls that wait for the program to take them.</summary>
    private const int MaxWaiting = 1_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <param name="address">Where the gateway's API is, such as <c>https://gateway.example.com</c>.</param>
    /// <param name="key">API key of scope supervisor.</param>
    /// <param name="time">The clock; the system's when null.</param>
    public GatewayClient(Uri address, string key, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>
    /// Live calls of the agent, those that are there first, then each as it begins or is handed to the agent. Connects again, a second later, when the
    /// gateway goes away; turns of its calls that were opened meanwhile are the model's.
    /// </summary>
    /// <exception cref="GatewayException">The key is not known or may not do this.</exception>
    public async IAsyncEnumerable<HandledCall> CallsAsync(string agent, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var found = Channel.CreateBounded<HandledCall>(new BoundedChannelOptions(MaxWaiting) { SingleWriter = true });
        var following = FollowAsync(agent, found.Writer, ending.Token);
        try
        {
            await foreach (var call in found.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return call;
            }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Asks something of a call.</summary>
    /// <returns>What the gateway answered; null for an answer without a body.</returns>
    internal async Task<JsonDocument?> PostAsync(string call, string verb, JsonObject body, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.PostAsJsonAsync($"/api/calls/{call}/{verb}", body, cancellationToken).ConfigureAwait(false);
            await RefuseAsync(answer, cancellationToken).ConfigureAwait(false);
            var content = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return content.Length == 0 ? null : JsonDocument.Parse(content);
        }
        catch (HttpRequestException lost)
        {
            throw new GatewayException("The gateway does not answer.", lost);
        }
    }

    private static async Task RefuseAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.IsSuccessStatusCode)
        {
            return;
        }

        string? title = null, detail = null;
        if (answer.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            using var problem = await JsonDocument.ParseAsync(
                await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), default, cancellationToken).ConfigureAwait(false);
            (title, detail) = (Text(problem.RootElement, "title"), Text(problem.RootElement, "detail"));
        }

        throw new GatewayException((int)answer.StatusCode, title ?? answer.ReasonPhrase, detail);
    }

    private async Task FollowAsync(string agent, ChannelWriter<HandledCall> found, CancellationToken cancellationToken)
    {
        var calls = new ConcurrentDictionary<string, HandledCall>(StringComparer.Ordinal);
        try
        {
            while (true)
            {
                try
                {
                    await FollowOnceAsync(agent, calls, found, cancellationToken).ConfigureAwait(false);
                }
                catch (Exception lost) when (lost is HttpRequestException or IOException || lost is GatewayException { Status: >= 500 })
                {
                    // The gateway restarts.
                }

                await Task.Delay(Pause, _time, cancellationToken).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Whatever it is, the program hears of it.
        catch (Exception end)
#pragma warning restore CA1031
        {
            foreach (var call in calls.Values)
            {
                call.Ended();
            }

            found.TryComplete(end);
        }
    }

    private async Task FollowOnceAsync(
        string agent, ConcurrentDictionary<string, HandledCall> calls, ChannelWriter<HandledCall> found, CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        await RefuseAsync(answer, cancellationToken).ConfigureAwait(false);
        using var stream = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));

        // The stream is open: a call that begins now is in it, the others are in the list.
        using var list = await GetAsync("/api/calls?agent=" + Uri.EscapeDataString(agent), cancellationToken).ConfigureAwait(false);
        var live = list!.RootElement.GetProperty("live").EnumerateArray().Where(call => Text(call, "agent") == agent).ToList();
        foreach (var gone in calls.Keys.Except(live.Select(static call => Text(call, "call_id")!)).ToList())
        {
            Forget(calls, gone);
        }

        foreach (var call in live)
        {
            await AddAsync(call, agent, calls, found, cancellationToken).ConfigureAwait(false);
        }

        while (await stream.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                using var happened = JsonDocument.Parse(line.AsMemory("data: ".Length));
                await TakeAsync(happened.RootElement, agent, calls, found, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task TakeAsync(
        JsonElement happened, string agent, ConcurrentDictionary<string, HandledCall> calls, ChannelWriter<HandledCall> found, CancellationToken cancellationToken)
    {
        var id = Text(happened, "call_id")!;
        switch (Text(happened, "type"))
        {
            case "handler.turn_opened" when calls.TryGetValue(id, out var call):
                call.Opened(happened.GetProperty("data"));
                break;
            case "sideband.attached" or "agent.switched":
                using (var live = await GetAsync("/api/calls/" + id, cancellationToken).ConfigureAwait(false))
                {
                    if (live is not null && Text(live.RootElement, "agent") == agent && live.RootElement.TryGetProperty("live", out _))
                    {
                        await AddAsync(live.RootElement, agent, calls, found, cancellationToken).ConfigureAwait(false);
                    }
                    else
                    {
                        Forget(calls, id);
                    }
                }

                break;
            case "call.ended" or "call.handed_over":
                Forget(calls, id);
                break;
            default:
                break;
        }
    }

    private async Task AddAsync(
        JsonElement live, string agent, ConcurrentDictionary<string, HandledCall> calls, ChannelWriter<HandledCall> found, CancellationToken cancellationToken)
    {
        var call = new HandledCall(this, Text(live, "call_id")!, agent, Text(live, "caller"), Text(live, "dialled"));
        if (calls.TryAdd(call.Id, call))
        {
            await found.WriteAsync(call, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>It ended, or has another agent now.</summary>
    private static void Forget(ConcurrentDictionary<string, HandledCall> calls, string id)
    {
        if (calls.TryRemove(id, out var call))
        {
            call.Ended();
        }
    }

    /// <summary>Null for what is not there.</summary>
    private async Task<JsonDocument?> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var answer = await _http.GetAsync(path, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }

        await RefuseAsync(answer, cancellationToken).ConfigureAwait(false);
        return await JsonDocument.ParseAsync(
            await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), default, cancellationToken).ConfigureAwait(false);
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
