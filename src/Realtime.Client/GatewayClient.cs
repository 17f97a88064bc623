using System.Net;
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

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <param name="address">
    /// Where the gateway's API is, such as <c>https://gateway.example.com</c>. A live call is known to its own node alone: where there are several,
    /// each has a client of its own, at the node's own address, not at a balancer's.
    /// </param>
    /// <param name="key">API key of scope supervisor.</param>
    /// <param name="time">The clock; the system's when null.</param>
    public GatewayClient(Uri address, string key, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        _http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>After so long without a sign of life the connection is made anew; longer than the gateway's <c>Api:HeartbeatSeconds</c> (15 when not set).</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Is told what the client waits out by itself: no connection, a certificate that does not fit, requests refused for the moment, an address that has no
    /// gateway. May come from several threads at once, and each second.
    /// </summary>
    public Action<Exception>? Trouble { get; init; }

    /// <summary>
    /// Live calls of the agent, those that are there first, then each as it begins or is handed to the agent. Connects again, a second later, when the
    /// gateway goes away; turns of its calls that were opened meanwhile are the model's.
    /// </summary>
    /// <exception cref="GatewayException">The key is not known or may not do this.</exception>
    public async IAsyncEnumerable<HandledCall> CallsAsync(string agent, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var found = Channel.CreateBounded<HandledCall>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
        var following = new CallFollower(this, agent, found.Writer, _time).RunAsync(ending.Token);
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

    internal static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>True for the record of a call that has ended; false for what is not known.</summary>
    internal static bool HasEnded(JsonDocument? call) => call is not null && Text(call.RootElement, "ended_at") is not null;

    /// <summary>Asks something of a call.</summary>
    /// <param name="call">Its id.</param>
    /// <param name="verb">What.</param>
    /// <param name="body">With what.</param>
    /// <param name="isLong">It takes as long as a phone rings.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>What the gateway answered; null for an answer without a body.</returns>
    internal async Task<JsonDocument?> PostAsync(string call, string verb, JsonObject body, bool isLong, CancellationToken cancellationToken)
    {
        using var patience = Patience(isLong ? Timeout.InfiniteTimeSpan : RequestTimeout, cancellationToken);
        try
        {
            using var answer = await _http.PostAsJsonAsync($"/api/calls/{call}/{verb}", body, patience.Token).ConfigureAwait(false);
            await RefuseAsync(answer, patience.Token).ConfigureAwait(false);
            var content = await answer.Content.ReadAsByteArrayAsync(patience.Token).ConfigureAwait(false);
            return content.Length == 0 ? null : JsonDocument.Parse(content);
        }
        catch (Exception lost) when (lost is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new GatewayException("The gateway does not answer.", lost);
        }
    }

    /// <summary>Null for what is not there.</summary>
    internal async Task<JsonDocument?> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var patience = Patience(RequestTimeout, cancellationToken);
        using var answer = await _http.GetAsync(path, patience.Token).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await RefuseAsync(answer, patience.Token).ConfigureAwait(false);
        return await JsonDocument.ParseAsync(
            await answer.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false), default, patience.Token).ConfigureAwait(false);
    }

    /// <summary>Opens a stream of events; who reads it disposes it.</summary>
    internal async Task<StreamReader> OpenAsync(string path, CancellationToken cancellationToken)
    {
        using var patience = Patience(RequestTimeout, cancellationToken);
        var answer = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
        try
        {
            await RefuseAsync(answer, patience.Token).ConfigureAwait(false);
            return new StreamReader(await answer.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false));
        }
        catch
        {
            answer.Dispose();
            throw;
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

    private static CancellationTokenSource Patience(TimeSpan limit, CancellationToken cancellationToken)
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(limit);
        return patience;
    }
}
