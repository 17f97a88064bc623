using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;

namespace Realtime.Client;

/// <summary>Keeps up with the live calls of one agent: by the gateway's stream of events, and by its list whenever the stream may have left something out.</summary>
internal sealed class CallFollower(GatewayClient gateway, string agent, ChannelWriter<HandledCall> found, TimeProvider time)
{
    private const string Stream =
        "/api/events?types=handler.turn_opened,sideband.attached,agent.switched,call.ended,call.handed_over";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>A gateway drops events of who is too slow for them: the list tells what they said.</summary>
    private static readonly TimeSpan ListAge = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, HandledCall> _calls = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    await FollowOnceAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (Exception lost) when (WillPass(lost) && !cancellationToken.IsCancellationRequested)
                {
                    // The gateway restarts, or what is between breaks.
                }

                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Whatever it is, the program hears of it.
        catch (Exception end)
#pragma warning restore CA1031
        {
            foreach (var call in _calls.Values)
            {
                call.Ended();
            }

            found.TryComplete(end);
        }
    }

    /// <summary>All but what asking again cannot change: the key, what it may do, what was asked.</summary>
    private static bool WillPass(Exception fault) => fault switch
    {
        GatewayException { Status: 400 or 401 or 403 } => false,
        HttpRequestException or IOException or JsonException or InvalidOperationException or OperationCanceledException or GatewayException => true,
        _ => false,
    };

    private async Task FollowOnceAsync(CancellationToken cancellationToken)
    {
        using var stream = await gateway.OpenAsync(Stream, cancellationToken).ConfigureAwait(false);

        // The stream is open: a call that begins now is in it, the others are in the list.
        var listed = await ListAsync(cancellationToken).ConfigureAwait(false);
        while (await ReadLineAsync(stream, cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                using var happened = JsonDocument.Parse(line.AsMemory("data: ".Length));
                await TakeAsync(happened.RootElement, cancellationToken).ConfigureAwait(false);
            }

            if (time.GetElapsedTime(listed) > ListAge)
            {
                listed = await ListAsync(cancellationToken).ConfigureAwait(false);
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

    /// <summary>Takes up what is in the list, lets go of what is not.</summary>
    /// <returns>The time stamp from which on the stream counts.</returns>
    private async Task<long> ListAsync(CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        using var list = await gateway.GetAsync("/api/calls?limit=1&agent=" + Uri.EscapeDataString(agent), cancellationToken).ConfigureAwait(false)
            ?? throw new GatewayException(404, "There is no API at this address.", null);
        var live = list.RootElement.GetProperty("live").EnumerateArray().ToList();
        var isWhole = list.RootElement.TryGetProperty("live_total", out var total) && total.GetInt32() <= live.Count;
        foreach (var gone in _calls.Keys.Except(live.Select(static call => GatewayClient.Text(call, "call_id") ?? "")).ToList())
        {
            if (isWhole)
            {
                Forget(gone);
            }
            else
            {
                await LookAsync(gone, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var call in live)
        {
            Add(call);
        }

        return asked;
    }

    private async Task TakeAsync(JsonElement happened, CancellationToken cancellationToken)
    {
        if (GatewayClient.Text(happened, "call_id") is not { } id)
        {
            return;
        }

        switch (GatewayClient.Text(happened, "type"))
        {
            case "handler.turn_opened":
                if (!_calls.ContainsKey(id))
                {
                    await LookAsync(id, cancellationToken).ConfigureAwait(false);
                }

                if (_calls.TryGetValue(id, out var call))
                {
                    call.Opened(happened.GetProperty("data"));
                }

                break;
            case "sideband.attached" or "agent.switched":
                await LookAsync(id, cancellationToken).ConfigureAwait(false);
                break;
            case "call.ended" or "call.handed_over":
                Forget(id);
                break;
            default:
                break;
        }
    }

    /// <summary>Asks whether the call lives and whose it is.</summary>
    private async Task LookAsync(string id, CancellationToken cancellationToken)
    {
        using var live = await gateway.GetAsync("/api/calls/" + id, cancellationToken).ConfigureAwait(false);
        if (live is not null && live.RootElement.TryGetProperty("live", out _))
        {
            Add(live.RootElement);
        }
        else
        {
            Forget(id);
        }
    }

    private void Add(JsonElement live)
    {
        if (GatewayClient.Text(live, "call_id") is not { } id)
        {
            return;
        }

        if (GatewayClient.Text(live, "agent") != agent)
        {
            Forget(id);
            return;
        }

        // A program that takes no calls is offered them again later.
        var call = new HandledCall(gateway, id, agent, GatewayClient.Text(live, "caller"), GatewayClient.Text(live, "dialled"));
        if (_calls.TryAdd(id, call) && !found.TryWrite(call))
        {
            _calls.TryRemove(id, out _);
        }
    }

    /// <summary>It ended, or has another agent now.</summary>
    private void Forget(string id)
    {
        if (_calls.TryRemove(id, out var call))
        {
            call.Ended();
        }
    }
}
