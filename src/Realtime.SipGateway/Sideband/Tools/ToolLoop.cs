using System.Collections.Concurrent;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>
/// The tools of one call: starts each function call once, beside the worker, and brings the outputs back into it. All calls of a response
/// are answered before one new response is asked for.
/// </summary>
internal sealed class ToolLoop(
    Call call, IReadOnlyDictionary<string, PreparedTool> tools, ToolRunner runner, ResponseSequencer sequencer, Outbox outbox,
    int maxRunning, Action wake, CancellationToken stopping)
{
    /// <summary>Outputs that the service has not confirmed: kept for the next connection.</summary>
    private const int MaxUnconfirmed = 16;

    /// <summary>Responses whose calls are open; more than a few means that their ends were lost.</summary>
    private const int MaxBatches = 32;

    /// <summary>What of arguments and outputs is written down; the model gets it all.</summary>
    private const int MaxRecorded = 8_192;

    private readonly ConcurrentQueue<ToolResult> _results = new();
    private readonly List<Task> _running = [];
    private readonly RecentIds _known = new(1_024);
    private readonly Dictionary<string, ToolBatch> _batches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _unconfirmed = new(StringComparer.Ordinal);
    private readonly Queue<string> _unconfirmedOrder = new();
    private readonly Queue<(PreparedTool Tool, FunctionCall Function)> _held = new();

    /// <summary>The response that holds a <c>hang_up</c> which was answered.</summary>
    public string? HangUpResponse { get; private set; }

    /// <summary>The response of the transfer that waits for its words to be heard; null without one.</summary>
    public string? HeldResponse => _held.TryPeek(out var held) ? held.Function.ResponseId : null;

    /// <summary>A completed function call; one that was seen before changes nothing.</summary>
    /// <param name="function">The call.</param>
    /// <param name="allowed">False: its response was stopped, so it is answered and not run.</param>
    public void Called(FunctionCall function, bool allowed)
    {
        if (function.Id.Length == 0 || !_known.Add(function.Id))
        {
            return;
        }

        var tool = tools.GetValueOrDefault(function.Tool);
        call.Record(new ToolCalled(function.Id, tool?.Name ?? ToolRunner.UnknownTool, Shortened(function.Arguments)));
        var batch = BatchOf(function.ResponseId);
        batch.Running++;
        _running.RemoveAll(task => task.IsCompleted);
        if (!allowed)
        {
            Refuse(function, "Not run: the answer that asked for it was stopped.");
        }
        else if (_running.Count >= maxRunning)
        {
            Refuse(function, "Not run: too many tools are running.");
        }
        else if (tool is TransferTool)
        {
            // The caller is to hear what the agent says about it.
            _held.Enqueue((tool, function));
        }
        else
        {
            Start(tool, function);
        }
    }

    /// <summary>What was held back runs now.</summary>
    public void StartHeld()
    {
        while (_held.TryDequeue(out var held))
        {
            Start(held.Tool, held.Function);
        }
    }

    /// <summary>The call is over: what was held back does not run any more.</summary>
    public void DropHeld()
    {
        while (_held.TryDequeue(out var held))
        {
            Refuse(held.Function, "Not run: the call has ended.");
        }
    }

    public void ResponseDone(string responseId)
    {
        if (_batches.TryGetValue(responseId, out var batch))
        {
            batch.IsComplete = true;
            Settle(responseId, batch);
        }
    }

    /// <summary>The service has an output in the conversation.</summary>
    public void Confirmed(string functionCallId) => _unconfirmed.Remove(functionCallId);

    /// <summary>Takes what has finished since the last time. When the call is over it is only written down.</summary>
    public void TakeResults(bool isOver)
    {
        while (_results.TryDequeue(out var result))
        {
            call.Record(new ToolCompleted(
                result.Call.Id, tools.GetValueOrDefault(result.Call.Tool)?.Name ?? ToolRunner.UnknownTool, result.Succeeded, Shortened(result.Output),
                result.DurationMs, Late: isOver));
            if (!isOver)
            {
                Answer(result);
            }
        }
    }

    /// <summary>A new connection: outputs that may be lost are said again (their item ids keep them single), ends that were missed are assumed.</summary>
    public void Reconnected()
    {
        foreach (var (functionCallId, output) in _unconfirmed)
        {
            outbox.Add(ClientEvents.FunctionOutput(outbox.NextEventId(), functionCallId, output));
        }

        foreach (var (responseId, batch) in _batches.ToList())
        {
            batch.IsComplete = true;
            Settle(responseId, batch);
        }
    }

    /// <summary>Completes when no tool runs any more; each has its own time limit.</summary>
    public Task WhenIdleAsync() => Task.WhenAll(_running);

    private async Task RunAsync(PreparedTool? tool, FunctionCall function)
    {
        _results.Enqueue(await runner.RunAsync(call, tool, function, stopping));
        wake();
    }

    private void Start(PreparedTool? tool, FunctionCall function) =>
        _running.Add(Task.Run(() => RunAsync(tool, function), CancellationToken.None));

    private void Refuse(FunctionCall function, string why) =>
        _results.Enqueue(new ToolResult(function, ToolOutput.Failed(why).Text, Succeeded: false, DurationMs: 0, EndsCall: false));

    private ToolBatch BatchOf(string responseId)
    {
        if (!_batches.TryGetValue(responseId, out var batch))
        {
            if (_batches.Count == MaxBatches)
            {
                _batches.Remove(_batches.Keys.First());
            }

            _batches.Add(responseId, batch = new ToolBatch { IsComplete = sequencer.HasFinished(responseId) });
        }

        return batch;
    }

    private void Answer(ToolResult result)
    {
        outbox.Add(ClientEvents.FunctionOutput(outbox.NextEventId(), result.Call.Id, result.Output));
        _unconfirmed[result.Call.Id] = result.Output;
        _unconfirmedOrder.Enqueue(result.Call.Id);
        if (_unconfirmedOrder.Count > MaxUnconfirmed)
        {
            _unconfirmed.Remove(_unconfirmedOrder.Dequeue());
        }

        if (_batches.TryGetValue(result.Call.ResponseId, out var batch))
        {
            batch.Running--;
            batch.EndsCall |= result.EndsCall;
            Settle(result.Call.ResponseId, batch);
        }

        if (result.EndsCall)
        {
            HangUpResponse ??= result.Call.ResponseId;
        }
    }

    private void Settle(string responseId, ToolBatch batch)
    {
        if (!batch.IsComplete || batch.Running > 0)
        {
            return;
        }

        _batches.Remove(responseId);
        if (!batch.EndsCall)
        {
            sequencer.Ask(ResponseRequest.GoOn);
        }
    }

    private static string Shortened(string text) => text.Length <= MaxRecorded ? text : text[..MaxRecorded];
}
