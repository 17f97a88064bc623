namespace Realtime.SipGateway.Calls;

/// <summary>
/// Told once, when the gateway stops and the live calls had their time to end: until then whoever follows or commands them goes on. The host's own
/// sign of a stop comes at SIGTERM, when they still talk.
/// </summary>
public sealed class FollowingEnd : IDisposable
{
    private readonly CancellationTokenSource _end = new();

    /// <summary>Cancelled when there is nothing left to follow.</summary>
    public CancellationToken Token => _end.Token;

    public void Announce() => _end.Cancel();

    public void Dispose() => _end.Dispose();
}
