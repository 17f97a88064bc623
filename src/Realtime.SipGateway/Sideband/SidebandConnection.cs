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

    private static readonly int[] PausesMs = [100, 250, 500, 1_000];

    /// <summary>The first connection: accept is asynchronous, so 404 means "not yet".</summary>
    public Task<AttachResult> AttachAsync(string target, RealtimeCallId call, CancellationToken cancellationToken) =>
        OpenAsync(target, call, again: false, TimeSpan.FromMilliseconds(options.AttachTimeoutMs), cancellationToken);

    /// <summary>
    /// A further connection, after a jittered pause: many calls lose theirs at the same moment, and a hang-up often shows first by a socket
    /// that closes. Here 404 means that the call is over.
    /// </summary>
    public async Task<AttachResult> ReattachAsync(string target, RealtimeCallId call, CancellationToken cancellationToken)
    {
        var deadline = TimeSpan.FromMilliseconds(options.ReconnectDeadlineMs);
        if (deadline == TimeSpan.Zero)
        {
            return new AttachResult(null, 0, TimeSpan.Zero, IsGone: false, null, "Reconnecting is switched off.");
        }

        await Task.Delay(Jittered(PausesMs[0]), time, cancellationToken);
        return await OpenAsync(target, call, again: true, deadline, cancellationToken);
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
                return new AttachResult(result.Socket, tries, elapsed, IsGone: false, null, null);
            }

            // The last thing the service said explains more than a try that ran out of time.
            said = result.Status is null ? said ?? result : result;
            var isGone = result.Status == 410 || (again && result.Status == 404);
            var pause = PauseAfter(result, tries, again);
            if (isGone || !MayHelp(result.Status) || elapsed + pause >= deadline)
            {
                return new AttachResult(null, tries, elapsed, isGone, said.Status, said.Reason);
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private async Task<ConnectResult> TryAsync(string target, RealtimeCallId call, TimeSpan left, CancellationToken cancellationToken)
    {
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

    private static TimeSpan PauseAfter(ConnectResult result, int tries, bool again)
    {
        if (result is { Status: 429 or 503, RetryAfter: { } asked } && asked > TimeSpan.Zero)
        {
            return asked;
        }

        var pause = PausesMs[Math.Min(tries, PausesMs.Length) - 1];
        return again ? Jittered(pause) : TimeSpan.FromMilliseconds(pause);
    }

    /// <summary>Half to one and a half of the pause.</summary>
    private static TimeSpan Jittered(int milliseconds) =>
        TimeSpan.FromMilliseconds((milliseconds / 2) + RandomNumberGenerator.GetInt32(milliseconds));
}
