using System.Collections.Concurrent;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Tests.Sideband.Tools;

/// <summary>Executions that are only remembered.</summary>
internal sealed class MemoryToolExecutions : IToolExecutions
{
    private readonly ConcurrentDictionary<string, ToolExecution> _all = new();
    private readonly ConcurrentDictionary<string, bool> _delivered = new();

    public IReadOnlyCollection<ToolExecution> All => [.. _all.Values];

    public IReadOnlyCollection<string> Delivered => [.. _delivered.Keys];

    public ValueTask BeginAsync(ToolExecution execution, CancellationToken cancellationToken)
    {
        _all.TryAdd(execution.Id, execution);
        return ValueTask.CompletedTask;
    }

    public ValueTask PollAtAsync(string id, string address, CancellationToken cancellationToken)
    {
        _all[id] = _all[id] with { Poll = address };
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> CompleteAsync(string id, string output, bool succeeded, CancellationToken cancellationToken)
    {
        lock (_all)
        {
            if (_all[id].CompletedAt is not null)
            {
                return ValueTask.FromResult(false);
            }

            _all[id] = _all[id] with { CompletedAt = _all[id].StartedAt, Output = output, Succeeded = succeeded };
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask DeliveredAsync(string id, CancellationToken cancellationToken)
    {
        _delivered[id] = true;
        return ValueTask.CompletedTask;
    }

    public ValueTask<ToolExecution?> FindAsync(string id, CancellationToken cancellationToken) => ValueTask.FromResult(_all.GetValueOrDefault(id));

    public ValueTask<IReadOnlyList<ToolExecution>> UndeliveredAsync(CallId call, CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<ToolExecution>>(
        [.. _all.Values.Where(one => one.CallId == call && !_delivered.ContainsKey(one.Id))]);
}
