using System.Collections.Concurrent;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Sideband.Tools.Later;

/// <summary>
/// Waits for the results of tools that answer later: takes callbacks, asks where the policy says so, ends what takes too long, and gives each result to
/// its call once. The store has all of it, so that a restart or another node loses none.
/// </summary>
internal sealed class LateResults(
    IToolExecutions executions, HttpToolClient http, CallbackToken tokens, Redactor redactor, TimeProvider time, ILogger<LateResults> logger)
    : BackgroundService
{
    /// <summary>How often it is looked what is due.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);

    /// <summary>Another node may have taken a callback: the store is asked this often.</summary>
    private static readonly TimeSpan StoreInterval = TimeSpan.FromSeconds(3);

    /// <summary>Waited for at a time, of one call and of all.</summary>
    private const int MaxOfCall = 16;

    private const int MaxOfAll = 4_096;

    private readonly ConcurrentDictionary<string, LateResult> _waiting = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<CallId, LateSession> _sessions = new();

    /// <summary>No further result can be waited for.</summary>
    public bool IsFull(CallId call) => _waiting.Count(one => one.Value.Call.Id == call) >= MaxOfCall || _waiting.Count >= MaxOfAll;

    /// <summary>A result is to come.</summary>
    public void Await(Call call, ToolExecution execution, HttpTool tool) =>
        _waiting[execution.Id] = new LateResult(call, execution, tool) { NextAt = time.GetUtcNow() + StoreInterval };

    /// <summary>None is to come any more.</summary>
    public void Forget(string executionId) => _waiting.TryRemove(executionId, out _);

    /// <summary>It is asked for here.</summary>
    public void PollAt(string executionId, Uri address)
    {
        if (_waiting.TryGetValue(executionId, out var waiting))
        {
            waiting.Poll = address;
            waiting.NextAt = time.GetUtcNow() + waiting.Interval;
        }
    }

    /// <summary>A conversation that takes results; what waits for it in the store is taken up.</summary>
    public async Task AttachAsync(Call call, IReadOnlyDictionary<string, PreparedTool> tools, Action<ToolExecution> take, CancellationToken cancellationToken)
    {
        var session = _sessions[call.Id] = new LateSession(take);
        if (!call.IsTakenOver)
        {
            return;
        }

        foreach (var execution in await executions.UndeliveredAsync(call.Id, cancellationToken))
        {
            if (execution.CompletedAt is not null)
            {
                session.Give(execution);
            }
            else if (tools.GetValueOrDefault(execution.Tool) is HttpTool tool)
            {
                Await(call, execution, tool);
                if (execution.Poll is { } address)
                {
                    PollAt(execution.Id, new Uri(address));
                }
            }
        }
    }

    /// <summary>The conversation is over: later results are written down only.</summary>
    public void Detach(CallId call, Action<ToolExecution> take)
    {
        if (_sessions.TryGetValue(call, out var session) && session.IsOf(take))
        {
            session.End();
            _sessions.TryRemove(KeyValuePair.Create(call, session));
        }
    }

    /// <summary>The result was given to the agent.</summary>
    public async Task DeliveredAsync(ToolExecution execution)
    {
        try
        {
            await executions.DeliveredAsync(execution.Id, CancellationToken.None);
        }
#pragma warning disable CA1031 // At worst the next process tells the agent again.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            logger.LateResultFault(execution.CallId, execution.Tool, fault);
        }
    }

    /// <summary>What can be said of a callback before its body is read; null: it may be taken.</summary>
    public CallbackVerdict? Refusal(string token) => CallbackToken.ExpiryIn(token) is not { } expiry
        ? CallbackVerdict.Unknown
        : expiry <= time.GetUtcNow() ? CallbackVerdict.Over : null;

    /// <summary>A callback.</summary>
    public async Task<CallbackVerdict> TakeAsync(string token, string body, CancellationToken cancellationToken)
    {
        if (CallbackToken.IdIn(token) is not { } id || await executions.FindAsync(id, cancellationToken) is not { } execution || !tokens.IsFor(token, execution))
        {
            return CallbackVerdict.Unknown;
        }

        if (execution.CompletedAt is not null || execution.ExpiresAt <= time.GetUtcNow())
        {
            return CallbackVerdict.Over;
        }

        var limit = _waiting.TryGetValue(id, out var waiting) ? waiting.Tool.Http.MaxResponseBytes : HttpToolDefinition.DefaultMaxResponseBytes;
        if (System.Text.Encoding.UTF8.GetByteCount(body) > limit)
        {
            return CallbackVerdict.TooLong;
        }

        return await FinishAsync(execution, ToolOutput.Done(body.Length > 0 ? body : """{"status":"done"}""")) ? CallbackVerdict.Taken : CallbackVerdict.Over;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = time.GetUtcNow();
            foreach (var waiting in _waiting.Values.Where(one => !one.IsBusy && (one.NextAt <= now || one.Execution.ExpiresAt <= now)))
            {
                waiting.IsBusy = true;
                _ = LookAsync(waiting, stoppingToken);
            }
        }
    }

    private async Task LookAsync(LateResult waiting, CancellationToken cancellationToken)
    {
        try
        {
            if (waiting.Call.Progress.State == CallState.HandedOver)
            {
                // Another process waits for it.
                Forget(waiting.Execution.Id);
            }
            else if (waiting.Execution.ExpiresAt <= time.GetUtcNow())
            {
                await FinishOrSettleAsync(waiting.Execution, ToolOutput.Failed("No result came in time."));
            }
            else if (waiting.Poll is { } address)
            {
                await AskAsync(waiting, address, cancellationToken);
            }
            else if (await executions.FindAsync(waiting.Execution.Id, cancellationToken) is { CompletedAt: not null } elsewhere)
            {
                Deliver(elsewhere);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The gateway stops; the store has it.
        }
#pragma warning disable CA1031 // The loop's edge: a store or a service that fails is asked again.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            logger.LateResultFault(waiting.Execution.CallId, waiting.Execution.Tool, fault);
        }
        finally
        {
            waiting.NextAt = time.GetUtcNow() + (waiting.Poll is null ? StoreInterval : waiting.Interval);
            waiting.IsBusy = false;
        }
    }

    /// <summary>Only an answer ends it: a service that is away for a moment is asked again until the deadline.</summary>
    private async Task AskAsync(LateResult waiting, Uri address, CancellationToken cancellationToken)
    {
        var request = new ToolRequest(HttpMethod.Get, address, null, waiting.Tool.Http, waiting.Execution.Id, null);
        var output = await http.RunAsync(request, cancellationToken);
        if (output is { Succeeded: true, Status: not 202 } || output is { Succeeded: false, IsFinal: true })
        {
            await FinishOrSettleAsync(waiting.Execution, output);
        }
    }

    /// <summary>What was answered elsewhere is given to the agent as it was stored; what the store does not have is not waited for.</summary>
    private async Task FinishOrSettleAsync(ToolExecution execution, ToolOutput output)
    {
        if (await FinishAsync(execution, output))
        {
            return;
        }

        var stored = await executions.FindAsync(execution.Id, CancellationToken.None);
        if (stored is null)
        {
            Forget(execution.Id);
        }
        else if (stored.CompletedAt is not null && _waiting.ContainsKey(execution.Id))
        {
            Deliver(stored);
        }
    }

    private async Task<bool> FinishAsync(ToolExecution execution, ToolOutput output)
    {
        if (output.Succeeded && _waiting.TryGetValue(execution.Id, out var waiting) && waiting.Tool.Result is { } map)
        {
            output = map.Apply(output.Text);
        }

        var shown = _waiting.TryGetValue(execution.Id, out var one) ? one.Call.Redact(output.Text) : output.Text;
        if (!await executions.CompleteAsync(execution.Id, redactor.Text(shown), output.Succeeded, CancellationToken.None))
        {
            return false;
        }

        Deliver(execution with { CompletedAt = time.GetUtcNow(), Output = output.Text, Succeeded = output.Succeeded });
        return true;
    }

    private void Deliver(ToolExecution execution)
    {
        _waiting.TryRemove(execution.Id, out var waiting);
        if (_sessions.TryGetValue(execution.CallId, out var session) && session.Give(execution))
        {
            return;
        }

        // Who takes it off the list writes it down: two may have found it answered.
        if (waiting is not null)
        {
            waiting.Call.Record(new ToolResultArrived(
                execution.FunctionCallId, execution.Tool, execution.Succeeded == true, execution.Output ?? "",
                (execution.CompletedAt!.Value - execution.StartedAt).TotalMilliseconds, Late: true));
            _ = DeliveredAsync(execution);
        }
    }
}
