using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Sideband;

/// <summary>Gives each accepted call a sideband worker, and waits for them all when the gateway stops.</summary>
internal sealed class SidebandService(
    SidebandAgents agents, SidebandServices services, ISidebandConnector connector, IOptions<SidebandOptions> options, SidebandMetrics metrics,
    ILogger<SidebandService> logger, TimeProvider time) : ICallObserver, IHostedService, IDisposable
{
    private readonly ConcurrentDictionary<CallId, (SidebandWorker Worker, Task Running)> _workers = new();
    private readonly CancellationTokenSource _stopping = new();
    private int _count;

    /// <summary>Workers that run now, those of ended calls that drain included.</summary>
    public int Count => Volatile.Read(ref _count);

    public void OnChanged(Call call, CallState state)
    {
        switch (state)
        {
            case CallState.Dialing:
                Drop(call);
                break;
            case CallState.Accepted when call.Progress.State == CallState.Accepted:
                Start(call);
                break;
            case CallState.HandedOver when _workers.TryGetValue(call.Id, out var left):
                left.Worker.LetGo();
                break;
            case CallState.Ended when !_workers.ContainsKey(call.Id):
                call.MarkDrained();
                break;
            default:
                break;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Live calls are hung up: without the gateway they would have neither tools nor guardrails.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var workers = _workers.Values.ToList();
        foreach (var (worker, _) in workers.Where(one => !one.Worker.Call.AgentLeft.IsCancellationRequested))
        {
            worker.HangUp(new CallOutcome(CallEndedBy.Gateway, CallCause.GatewayStopping));
        }

        var all = Task.WhenAll(workers.Select(one => one.Running));
        await Task.WhenAny(all, Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken));
        await _stopping.CancelAsync();
        await all;
    }

    public void Dispose() => _stopping.Dispose();

    private void Start(Call call)
    {
        if (Interlocked.Increment(ref _count) > options.Value.MaxConnections)
        {
            var count = Interlocked.Decrement(ref _count);
            logger.Full(call.Id, count);
            call.Record(new SidebandAttachFailed(0, null, "There is no place for another sideband."));
            new CallHangUp(call, logger, time, call.Ended).Begin(new CallOutcome(CallEndedBy.Policy, CallCause.LimitReached, Reason: "sidebands"));
            return;
        }

        var worker = new SidebandWorker(call, agents, services, connector, options.Value, metrics, logger, time);
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _workers[call.Id] = (worker, RunAsync(worker, begin.Task));
        begin.SetResult();
    }

    /// <summary>A further attempt: the session of the one before it, if it had one, is no longer the call's.</summary>
    private void Drop(Call call)
    {
        if (_workers.TryRemove(call.Id, out var dropped))
        {
            dropped.Worker.Drop();
        }
    }

    private async Task RunAsync(SidebandWorker worker, Task begin)
    {
        await begin;
        try
        {
            await worker.RunAsync(_stopping.Token);
        }
        finally
        {
            if (_workers.TryGetValue(worker.Call.Id, out var current) && current.Worker == worker)
            {
                _workers.TryRemove(KeyValuePair.Create(worker.Call.Id, current));
            }

            Interlocked.Decrement(ref _count);
        }
    }
}
