namespace Realtime.SipGateway.Calls;

/// <summary>Makes a function call of the model be executed once, by its function <c>call_id</c>, across reconnects and restarts.</summary>
public interface IToolLedger
{
    /// <summary>
    /// Commits the intention to run. Returns null when it is new: run it. Otherwise what is known of the earlier run.
    /// </summary>
    ValueTask<ToolLedgerEntry?> BeginAsync(CallId call, string functionCallId, string tool, CancellationToken cancellationToken);

    ValueTask CompleteAsync(CallId call, string functionCallId, string output, bool succeeded, CancellationToken cancellationToken);
}
