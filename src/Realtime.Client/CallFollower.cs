using System.Text.Json;
using System.Threading.Channels;

namespace Realtime.Client;

/// <summary>
/// Keeps up with the live calls of one agent: by the gateway's stream of events, and by its list whenever the stream may have left something out.
/// Whatever is asked is asked beside the stream, so that no turn waits for another call's answer.
/// </summary>
internal sealed class CallFollower(GatewayClient gateway, string agent, ChannelWriter<HandledCall> found, TimeProvider time)
{
    private const string Stream =
        "/api/events?types=handler.turn_opened,sideband.attached,agent.switched,call.ended,call.handed_over";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>A gateway drops events of who is too slow for them: the list tells what they said.</summary>
    private static readonly TimeSpan ListAge = TimeSpan.FromMinutes(1);

    /// <summary>Questions about single calls at a time; a key has a limit of requests, which answers need too.</summary>
    private const int MaxLooks = 4;

    /// <summary>Calls that wait to be asked about; the list tells of the others.</summary>
    private const int MaxWaiting = 1_000;

    /// <summary>A question that is refused for the moment is asked again while the turn that caused it may still be answered.</summary>
    private const int MaxTries = 3;

    /// <summary>Lists in a row that lack a call which the gateway does not know; then it is let go.</summary>
    private const int MaxMissing = 3;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, HandledCall> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CallLook> _looks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _missing = new(StringComparer.Ordinal);

    /// <summary>Calls of other agents, as far as somebody asked since the last list.</summary>
    private readonly HashSet<string> _strangers = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var looks = new SemaphoreSlim(MaxLooks);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (true)
            {
                try
                {
                    await FollowOnceAsync(looks, ending.Token).ConfigureAwait(false);
                }
                catch (Exception lost) when (WillPass(lost) && !cancellationToken.IsCancellationRequested)
                {
                    gateway.Trouble?.Invoke(lost);
                }

                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Whatever it is, the program hears of it.
        catch (Exception end)
#pragma warning restore CA1031
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(Looking()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            found.TryComplete(end);
            lock (_gate)
            {
                foreach (var call in _calls.Values)
                {
                    call.Ended();
                }
            }
        }
    }

    /// <summary>All but what asking again cannot change: the key, what it may do, what was asked.</summary>
    private static bool WillPass(Exception fault) => fault switch
    {
        GatewayException { Status: 400 or 401 or 403 } => false,
        HttpRequestException or IOException or JsonException or InvalidOperationException or OperationCanceledException or GatewayException => true,
        _ => false,
    };

    private async Task FollowOnceAsync(SemaphoreSlim looks, CancellationToken cancellationToken)
    {
        using var stream = await gateway.OpenAsync(Stream, cancellationToken).ConfigureAwait(false);

        // The stream is open: a call that begins now is in it, the others are in the list.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var listing = KeepListAsync(ending.Token);
        var reading = ReadAsync(stream, looks, ending.Token, cancellationToken);
        try
        {
            await (await Task.WhenAny(listing, reading).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(listing, reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private List<Task> Looking()
    {
        lock (_gate)
        {
            return [.. _looks.Values.Select(static look => look.Asking)];
        }
    }

    /// <param name="stream">What is read.</param>
    /// <param name="looks">How many questions may be under way.</param>
    /// <param name="reading">Ends the reading.</param>
    /// <param name="cancellationToken">Ends the questions, which outlive the stream: a turn waits for their answer.</param>
    private async Task ReadAsync(StreamReader stream, SemaphoreSlim looks, CancellationToken reading, CancellationToken cancellationToken)
    {
        while (await ReadLineAsync(stream, reading).ConfigureAwait(false) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                using var happened = JsonDocument.Parse(line.AsMemory("data: ".Length));
                Take(happened.RootElement, looks, cancellationToken);
            }
        }
    }

    /// <summary>A stream that says nothing, not even that it lives, belongs to a connection that is gone.</summary>
    private async Task<string?> ReadLineAsync(StreamReader stream, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(gateway.IdleTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        return await stream.ReadLineAsync(either.Token).ConfigureAwait(false);
    }

    /// <summary>Asks for the list now and then; what refuses it for the moment costs no turn.</summary>
    private async Task KeepListAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var age = ListAge;
            try
            {
                await ListAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception refused) when (WillPass(refused) && !cancellationToken.IsCancellationRequested)
            {
                gateway.Trouble?.Invoke(refused);
                age = Pause;
            }

            await Task.Delay(age, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes up what is in the list, and asks about each call that is not: the list may be older than the stream, or another node's.</summary>
    private async Task ListAsync(CancellationToken cancellationToken)
    {
        using var list = await gateway.GetAsync("/api/calls?limit=1&agent=" + Uri.EscapeDataString(agent), cancellationToken).ConfigureAwait(false)
            ?? throw new GatewayException(404, "There is no API at this address.", null);
        List<string> absent;
        lock (_gate)
        {
            _strangers.Clear();
            absent = [.. _calls.Keys];
            foreach (var call in list.RootElement.GetProperty("live").EnumerateArray())
            {
                Add(call);
                absent.Remove(GatewayClient.Text(call, "call_id") ?? "");
            }
        }

        foreach (var id in absent)
        {
            await LookAsync(id, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Take(JsonElement happened, SemaphoreSlim looks, CancellationToken cancellationToken)
    {
        if (GatewayClient.Text(happened, "call_id") is not { } id)
        {
            return;
        }

        lock (_gate)
        {
            switch (GatewayClient.Text(happened, "type"))
            {
                case "handler.turn_opened" when !_looks.ContainsKey(id) && _calls.TryGetValue(id, out var call):
                    call.Opened(happened.GetProperty("data"));
                    break;
                case "handler.turn_opened" when !_strangers.Contains(id):
                    Look(id, happened.GetProperty("data").Clone(), looks, cancellationToken);
                    break;
                case "sideband.attached" when !_calls.ContainsKey(id) && !_strangers.Contains(id):
                    Look(id, null, looks, cancellationToken);
                    break;
                case "agent.switched" when GatewayClient.Text(happened.GetProperty("data"), "to") is { } to && to != agent:
                    Forget(id);
                    _strangers.Add(id);
                    break;
                case "agent.switched" when !_calls.ContainsKey(id):
                    _strangers.Remove(id);
                    Look(id, null, looks, cancellationToken);
                    break;
                case "call.ended" or "call.handed_over":
                    Forget(id);
                    _strangers.Remove(id);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Asks about a call beside the stream; its turns wait for the answer.</summary>
    private void Look(string id, JsonElement? turn, SemaphoreSlim looks, CancellationToken cancellationToken)
    {
        if (!_looks.TryGetValue(id, out var look))
        {
            if (_looks.Count == MaxWaiting)
            {
                return;
            }

            _looks.Add(id, look = new CallLook());
            look.Asking = Task.Run(() => LookAsync(id, look, looks, cancellationToken), CancellationToken.None);
        }

        if (turn is { } opened)
        {
            look.Turns.Add(opened);
        }
    }

    private async Task LookAsync(string id, CallLook look, SemaphoreSlim looks, CancellationToken cancellationToken)
    {
        try
        {
            for (var tries = 1; ; tries++)
            {
                await looks.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    await LookAsync(id, cancellationToken).ConfigureAwait(false);
                    return;
                }
                catch (Exception refused) when (!cancellationToken.IsCancellationRequested && (WillPass(refused) || refused is GatewayException))
                {
                    gateway.Trouble?.Invoke(refused);
                    if (tries == MaxTries)
                    {
                        return;
                    }
                }
                finally
                {
                    looks.Release();
                }

                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            lock (_gate)
            {
                _looks.Remove(id);
                if (_calls.TryGetValue(id, out var call))
                {
                    look.Turns.ForEach(call.Opened);
                }
            }
        }
    }

    /// <summary>Asks whether the call lives and whose it is.</summary>
    private async Task LookAsync(string id, CancellationToken cancellationToken)
    {
        using var known = await gateway.GetAsync("/api/calls/" + id, cancellationToken).ConfigureAwait(false);
        var isLost = false;
        lock (_gate)
        {
            if (known is not null && known.RootElement.TryGetProperty("live", out _))
            {
                Add(known.RootElement);
            }
            else if (GatewayClient.HasEnded(known))
            {
                Forget(id);
            }
            else if (_calls.ContainsKey(id))
            {
                isLost = true;
                var missing = _missing[id] = _missing.GetValueOrDefault(id) + 1;
                if (missing == MaxMissing)
                {
                    Forget(id);
                }
            }
        }

        if (isLost)
        {
            gateway.Trouble?.Invoke(new GatewayException(404, $"The gateway does not know {id}, which has not ended.", "Is there more than one node at this address?"));
        }
    }

    private void Add(JsonElement live)
    {
        if (GatewayClient.Text(live, "call_id") is not { } id)
        {
            return;
        }

        _missing.Remove(id);
        if (GatewayClient.Text(live, "agent") != agent)
        {
            Forget(id);
            _strangers.Add(id);
            return;
        }

        // A program that takes no calls is offered them again later.
        if (!_calls.ContainsKey(id))
        {
            var call = new HandledCall(gateway, id, agent, GatewayClient.Text(live, "caller"), GatewayClient.Text(live, "dialled"));
            if (found.TryWrite(call))
            {
                _calls.Add(id, call);
            }
        }
    }

    /// <summary>It ended, or has another agent now.</summary>
    private void Forget(string id)
    {
        _missing.Remove(id);
        if (_calls.Remove(id, out var call))
        {
            call.Ended();
        }
    }
}
