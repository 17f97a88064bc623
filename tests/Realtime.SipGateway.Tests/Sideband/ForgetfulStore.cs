using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>An event log and a tool ledger that keep nothing but counts.</summary>
internal sealed class ForgetfulStore : ICallEventLog, IToolLedger
{
    private int _callerTurns;
    private int _agentTurns;
    private int _tools;
    private int _faults;

    public int CallerTurns => Volatile.Read(ref _callerTurns);

    public int AgentTurns => Volatile.Read(ref _agentTurns);

    public int Tools => Volatile.Read(ref _tools);

    public int Faults => Volatile.Read(ref _faults);

    public void Append(CallEvent callEvent)
    {
        switch (callEvent.Data)
        {
            case CallerSaid:
                Interlocked.Increment(ref _callerTurns);
                break;
            case AgentSaid { Interrupted: false }:
                Interlocked.Increment(ref _agentTurns);
                break;
            case ToolCompleted { Succeeded: true }:
                Interlocked.Increment(ref _tools);
                break;
            case CallFault or SidebandError:
                Interlocked.Increment(ref _faults);
                break;
            default:
                break;
        }
    }

    public void Resume(CallSnapshot snapshot)
    {
    }

    public void Save(CallRecord record)
    {
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public IAsyncEnumerable<CallEvent> ReadAsync(CallId call, CancellationToken cancellationToken) => AsyncEnumerable.Empty<CallEvent>();

    public ValueTask<CallRecord?> FindRecordAsync(CallId call, CancellationToken cancellationToken) => ValueTask.FromResult<CallRecord?>(null);

    public ValueTask<IReadOnlyList<CallRecord>> ListRecordsAsync(int count, DateTimeOffset? before, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<CallRecord>>([]);

    public ValueTask<ToolLedgerEntry?> BeginAsync(CallId call, string functionCallId, string tool, bool mayRepeat, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ToolLedgerEntry?>(null);

    public void Complete(CallId call, string functionCallId, string output, bool succeeded)
    {
    }
}
