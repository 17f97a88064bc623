using System.Security.Cryptography;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Sideband;

/// <summary>
/// Attaches the sideband of one call, and attaches it again after a loss: tries within one deadline, pauses that grow, what the service
/// asks for (<c>Retry-After</c>), and an end at once where another try cannot help (API reference §4.3, §4.5).
/// </summary>
internal sealed class SidebandConnection(ISidebandConnector connector, SidebandOptions options, TimeProvider time)
{
    /// <summary>A try that hangs must leave time for another.</summary>
    private static readonly TimeSpan TryPatience = TimeSpan.FromSeconds(2);

    /// <summary>A connection that breaks before was none: what follows belongs to the same loss, and to its deadline.</summary>
    private static readonly TimeSpan StableAfter = TimeSpan.FromSeconds(10);

    private static readonly int[] PausesMs = [100, 250, 500, 1_000];

    private long _openedAt;
    private long _lostAt;
    private int _losses;

    /// <summary>The first connection: accept is asynchronous, so 404 means "not yet".</summary>
    public Task<AttachResult> AttachAsync(string target, RealtimeCallId call, CancellationToken cancellationToken) =>
        OpenAsync(target, call, again: false, TimeSpan.FromMilliseconds(options.AttachTimeoutMs), cancellationToken);

    /// <summary>
    /// A further connection, after a jittered pause: many calls lose theirs at the same moment, and a hang-up often shows first by a socket
    /// that closes. Here 404 means that the call is over.
    /// </summary>
    /// <param name="target">The AI target.</param>
    /// <param name="call">The vendor's id.</param>
    /// <param name="loss">What ended the connection before.</param>
    /// <param name="cancellationToken">The call is over.</param>
    public async Task<AttachResult> ReattachAsync(string target, RealtimeCallId call, SidebandCloseMeaning loss, CancellationToken cancellationToken)
    {
        var limit = TimeSpan.FromMilliseconds(options.ReconnectDeadlineMs);
        if (limit == TimeSpan.Zero)
        {
            return new AttachResult(null, 0, TimeSpan.Zero, IsGone: false, null, "Reconnecting is switched off.");
        }

        var now = time.GetTimestamp();
        if (_losses == 0 || time.GetElapsedTime(_openedAt, now) >= StableAfter)
        {
            (_lostAt, _losses) = (now, 0);
        }

        _losses++;
        var pause = Jittered(loss == SidebandCloseMeaning.Overloaded ? PausesMs[^1] : PausesMs[Math.Min(_losses, PausesMs.Length) - 1]);
        if (time.GetElapsedTime(_lostAt, now) + pause >= limit)
        {
            return new AttachResult(null, 0, time.GetElapsedTime(_lostAt, now), IsGone: false, null, $"The connection broke {_losses} times in a row.");
        }

        await Task.Delay(pause, time, cancellationToken);
        return await OpenAsync(target, call, again: true, limit - time.GetElapsedTime(_lostAt), cancellationToken);
    }

    private async Task<AttachResult> OpenAsync(
        string target, RealtimeCallId call, bool again, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        ConnectResult? said = null;
        for (var tries = 1; ; tries++)
        {
            var result = await TryAsync(target, call, deadline - time.GetElapsedTime(started), cancellationToken);
            var elapsed = time.GetElapsedTime(started);
            if (result.Socket is not null)
            {
                _openedAt = time.GetTimestamp();
                return new AttachResult(result.Socket, tries, elapsed, IsGone: false, null, null);
            }

            // The last thing the service said explains more than a try that ran out of time.
            said = result.Status is null ? said ?? result : result;
            var isGone = result.Status == 410 || (again && result.Status == 404);
            var pause = PauseAfter(result, tries, again, deadline - elapsed);
            if (isGone || !MayHelp(result.Status) || elapsed + pause >= deadline)
            {
                return new AttachResult(null, tries, elapsed, isGone, said.Status, said.Reason);
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private async Task<ConnectResult> TryAsync(string target, RealtimeCallId call, TimeSpan left, CancellationToken cancellationToken)
    {
        if (left <= TimeSpan.Zero)
        {
            // The pause before took longer than it was to.
            return new ConnectResult(null, Reason: "There was no time left for another try.");
        }

        using var patience = new CancellationTokenSource(left < TryPatience ? left : TryPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await connector.ConnectAsync(target, call, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ConnectResult(null, Reason: "The service did not answer in time.");
        }
    }

    /// <summary>No answer, not yet, overload and faults of the service; never a bad key or a request that it does not take.</summary>
    private static bool MayHelp(int? status) => status is null or 404 or 408 or 429 or >= 500;

    /// <summary>What the service asked for and up to a tenth more, within what is left: all who were told the same must not come together.</summary>
    private static TimeSpan PauseAfter(ConnectResult result, int tries, bool again, TimeSpan left)
    {
        if (result is { Status: 429 or 503, RetryAfter: { } asked } && asked > TimeSpan.Zero)
        {
            var room = Math.Min(asked.TotalMilliseconds / 10, (left - asked).TotalMilliseconds / 2);
            return room < 1 ? asked : asked + TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)room + 1));
        }

        var pause = PausesMs[Math.Min(tries, PausesMs.Length) - 1];
        return again ? Jittered(pause) : TimeSpan.FromMilliseconds(pause);
    }

    /// <summary>Half to one and a half of the pause.</summary>
    private static TimeSpan Jittered(int milliseconds) =>
        TimeSpan.FromMilliseconds((milliseconds / 2) + RandomNumberGenerator.GetInt32(milliseconds));
}
