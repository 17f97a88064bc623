namespace Realtime.SipGateway.Calls;

/// <summary>Calls that have their record although their legs may still be up, because their process died; implemented by the store.</summary>
public interface IDeadCalls
{
    /// <summary>Those that are this process's to end, oldest first.</summary>
    ValueTask<IReadOnlyList<DeadCall>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Nothing of the call is left to end: what was kept for it is erased.</summary>
    ValueTask EndedAsync(CallId call, CancellationToken cancellationToken);
}
