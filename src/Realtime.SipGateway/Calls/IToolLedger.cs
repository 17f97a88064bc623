namespace Realtime.SipGateway.Calls;

/// <summary>Makes a function call of the model be executed once, by its function <c>call_id</c>, across reconnects and restarts.</summary>
public interface IToolLedger
{
    /// <summary>Writes down the intention to run. Returns null when it is new: run it. Otherwise what is known of the earlier run.</summary>
    /// <param name="call">The call.</param>
    /// <param name="functionCallId">The model's id of the function call.</param>
    /// <param name="tool">The tool's name.</param>
    /// <param name="mayRepeat">
    /// True: running it once more does no harm, and nothing waits for the disk. False: it is on the disk before this returns; throws when it cannot be.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<ToolLedgerEntry?> BeginAsync(CallId call, string functionCallId, string tool, bool mayRepeat, CancellationToken cancellationToken);

    /// <summary>Writes the result down in a moment. Lost in a crash, it leaves a run that was begun: what becomes of that, the tool decides.</summary>
    void Complete(CallId call, string functionCallId, string output, bool succeeded);
}
