using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>
/// The tools of one call: starts each function call once, beside the worker, and brings the outputs back into it. All calls of a response
/// are answered before one new response is asked for.
/// </summary>
internal sealed class ToolLoop(
    Call call, IReadOnlyDictionary<string, PreparedTool> tools, ToolRunner runner, ResponseSequencer sequencer, Outbox outbox,
    ToolFiller filler, DigitCollector digits, Func<AgentSwitch, bool> switchTo, int maxRunning, Action wake, CancellationToken stopping)
{
    /// <summary>Responses whose calls are open; more than a few means that their ends were lost.</summary>
    private const int MaxBatches = 32;

    /// <summary>What of arguments and outputs is written down; the model gets it all.</summary>
    private const int MaxRecorded = 8_192;

    private IReadOnlyDictionary<string, PreparedTool> _tools = tools;
    private IReadOnlyList<string>? _allowed;
    private bool? _hidesDigits;
    private int _transfers;

    private readonly Arrivals<ToolResult> _results = new();
    private readonly Arrivals<ToolExecution> _arrived = new();
    private readonly Dictionary<string, ToolExecution> _late = new(StringComparer.Ordinal);
    private readonly List<Task> _running = [];
    private readonly RecentIds _known = new(1_024);
    private readonly Dictionary<string, ToolBatch> _batches = new(StringComparer.Ordinal);
    private readonly UnconfirmedOutputs _unconfirmed = new();
    private readonly Queue<(PreparedTool Tool, FunctionCall Function)> _held = new();

    /// <summary>Keys are not written down: some of them may be secret, and which is not known before they are pressed.</summary>
    public bool HidesDigits => _hidesDigits ??= _tools.Values.Any(static tool => tool.Definition is CollectDigitsToolDefinition { Secret: true });

    /// <summary>An input is being taken.</summary>
    public bool IsCollecting => digits.IsCollecting;

    /// <summary>The last key was one of an input.</summary>
    public bool TookDigit { get; private set; }

    /// <summary>A tool runs, waits for approval or digits, or is held back.</summary>
    public bool IsBusy => _held.Count > 0 || _batches.Values.Any(static batch => batch.Running > 0);

    /// <summary>A transfer of the agent's is under way, or waits for its words to be heard.</summary>
    public bool IsTransferring => _held.Count > 0 || _transfers > 0;

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

        var tool = Allows(function.Tool) ? _tools.GetValueOrDefault(function.Tool) : null;
        call.Record(new ToolCalled(function.Id, tool?.Name ?? ToolRunner.UnknownTool, Shortened(function.Arguments)));
        var batch = BatchOf(function.ResponseId);
        batch.Running++;
        _running.RemoveAll(task => task.IsCompleted);
        if (!allowed)
        {
            Refuse(function, "Not run: the answer that asked for it was stopped.");
        }
        else if (sequencer.IsClosed)
        {
            // What the agent wanted of it cannot be said any more.
            Refuse(function, "Not run: the conversation is being left.");
        }
        else if (_running.Count >= maxRunning)
        {
            Refuse(function, "Not run: too many tools are running.");
        }
        else if (tool?.Definition is TransferToolDefinition)
        {
            // The caller is to hear what the agent says about it.
            _held.Enqueue((tool, function));
        }
        else if (tool?.Definition is CollectDigitsToolDefinition)
        {
            Collect(tool, function);
        }
        else
        {
            Start(tool, function, digits: null);
        }
    }

    /// <summary>The service runs a tool itself: the response that asked for it is spoken about when it has ended.</summary>
    /// <param name="function">The call; without a response when that is not known.</param>
    /// <param name="tool">What the caller hears meanwhile; null: nothing.</param>
    public void HostedBegan(FunctionCall function, PreparedTool? tool)
    {
        if (function.ResponseId.Length > 0)
        {
            BatchOf(function.ResponseId).Running++;
        }

        if (tool is not null)
        {
            filler.Started(function.Id, tool);
        }
    }

    /// <summary>It has ended, or is not waited for any longer.</summary>
    public void HostedEnded(FunctionCall function)
    {
        filler.Ended(function.Id);
        if (function.ResponseId.Length == 0)
        {
            sequencer.Ask(ResponseRequest.GoOn);
        }
        else if (_batches.TryGetValue(function.ResponseId, out var batch))
        {
            batch.Running--;
            Settle(function.ResponseId, batch);
        }
    }

    /// <summary>Another agent goes on: from now on its tools run, and no others.</summary>
    public void Switch(SidebandAgent agent)
    {
        (_tools, _allowed) = (agent.Tools, null);
        _hidesDigits = null;
        filler.SetStandard(agent.Definition.ToolFiller);
    }

    /// <summary>Of the agent's tools only these run from now on; null: all of them.</summary>
    public void Restrict(IReadOnlyList<string>? names) => _allowed = names;

    /// <summary>False for a tool that was taken from the agent.</summary>
    public bool Allows(string name) => _allowed?.Contains(name, StringComparer.Ordinal) != false;

    /// <summary>The caller begins or ends to speak.</summary>
    public void CallerSpeaks(bool speaks) => filler.CallerSpeaks(speaks);

    public void TakeDigit(char key)
    {
        TookDigit = digits.IsCollecting;
        digits.Take(key);
    }

    public void DigitsTimedOut() => digits.TimedOut();

    public void FillerDue() => filler.Due();

    /// <summary>A response began; one of ours beside the conversation changes nothing.</summary>
    public void ResponseBegan(string responseId)
    {
        if (sequencer.Aside != responseId)
        {
            digits.ResponseBegan();
        }
    }

    /// <summary>What was held back runs now.</summary>
    public void StartHeld()
    {
        while (_held.TryDequeue(out var held))
        {
            _transfers++;
            Start(held.Tool, held.Function, digits: null);
        }
    }

    /// <summary>The call is over: what was held back does not run any more.</summary>
    public void DropHeld()
    {
        filler.End();
        digits.End();
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
    public void Confirmed(string functionCallId)
    {
        _unconfirmed.Confirmed(functionCallId);
        if (_late.Remove(functionCallId, out var execution))
        {
            _running.Add(runner.DeliveredAsync(execution));
        }
    }

    /// <summary>Takes results that come later, from now on.</summary>
    public void Attach() => _running.Add(Task.Run(
        async () =>
        {
            try
            {
                await runner.AttachAsync(call, _tools, Arrived, stopping);
            }
#pragma warning disable CA1031 // A store that fails keeps late results from this process; the call goes on.
            catch (Exception fault) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
            {
                call.Record(new CallFault("late_results", fault.Message));
            }
        },
        CancellationToken.None));

    /// <summary>The session is over: what comes now is written down by who waits for it.</summary>
    public void Detach() => runner.Detach(call.Id, Arrived);

    /// <summary>Takes what has finished since the last time. When the call is over it is only written down.</summary>
    public void TakeResults(bool isOver)
    {
        TakeArrived(isOver);
        while (_results.TryTake(out var result))
        {
            filler.Ended(result.Call.Id);
            _transfers -= result is { IsRefusal: false, Tool.Definition: TransferToolDefinition } ? 1 : 0;
            result = result with { Answer = result.Answer with { Text = call.Digits.Redact(result.Answer.Text) } };
            if (!isOver && result.Answer.Switch is { } change && !switchTo(change))
            {
                result = result with { Answer = ToolOutput.Failed("Another agent has the caller already.") };
            }

            call.Record(new ToolCompleted(
                result.Call.Id, result.Tool?.Name ?? ToolRunner.UnknownTool, result.Succeeded, Shortened(result.Output),
                result.DurationMs, Late: isOver));
            if (!isOver)
            {
                Answer(result);
            }
        }
    }

    private void TakeArrived(bool isOver)
    {
        while (_arrived.TryTake(out var arrived))
        {
            var output = call.Digits.Redact(arrived.Output ?? "");
            var execution = arrived with { Output = output };
            call.Record(new ToolResultArrived(
                execution.FunctionCallId, execution.Tool, execution.Succeeded == true, Shortened(output),
                ((execution.CompletedAt ?? execution.StartedAt) - execution.StartedAt).TotalMilliseconds, Late: isOver));
            if (isOver)
            {
                _running.Add(runner.DeliveredAsync(execution));
                continue;
            }

            _late[ClientEvents.LateCallId(execution.Id)] = execution;
            Tell(execution);
            sequencer.Ask(ResponseRequest.GoOn);
        }
    }

    /// <summary>As a call of the tool and its output, so that it stays what a tool said and is no instruction.</summary>
    private void Tell(ToolExecution execution)
    {
        var id = ClientEvents.LateCallId(execution.Id);
        outbox.Add(ClientEvents.FunctionCall(outbox.NextEventId(), id, execution.Tool));
        outbox.Add(ClientEvents.FunctionOutput(outbox.NextEventId(), id, execution.Output ?? ""));
    }

    private void Arrived(ToolExecution execution)
    {
        _arrived.Add(execution);
        wake();
    }

    /// <summary>A new connection: outputs that may be lost are said again (their item ids keep them single), ends that were missed are assumed.</summary>
    public void Reconnected()
    {
        foreach (var execution in _late.Values)
        {
            Tell(execution);
        }

        foreach (var (functionCallId, output) in _unconfirmed.All)
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

    private async Task RunAsync(PreparedTool? tool, FunctionCall function, ToolContext context)
    {
        _results.Add(await runner.RunAsync(call, tool, function, context, stopping));
        wake();
    }

    private void Start(PreparedTool? tool, FunctionCall function, DigitInput? digits)
    {
        if (tool is not null)
        {
            filler.Started(function.Id, tool);
        }

        var context = new ToolContext(call.Digits.Named, digits);
        _running.Add(Task.Run(() => RunAsync(tool, function, context), CancellationToken.None));
    }

    private void Collect(PreparedTool tool, FunctionCall function)
    {
        if (digits.IsCollecting)
        {
            Refuse(function, "Not run: the caller is entering digits already.");
            return;
        }

        var definition = (CollectDigitsToolDefinition)tool.Definition;
        digits.Begin(definition, input =>
        {
            if (definition.Secret)
            {
                call.HideDigits(input.Digits);
            }

            if (definition.SaveAs is { } name && input.Digits.Length >= definition.MinDigits)
            {
                call.SaveDigits(name, input.Digits);
            }

            Start(tool, function, input);
        });
    }

    private void Refuse(FunctionCall function, string why) =>
        _results.Add(new ToolResult(function, _tools.GetValueOrDefault(function.Tool), ToolOutput.Failed(why), DurationMs: 0) { IsRefusal = true });

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
        _unconfirmed.Sent(result.Call.Id, result.Output);
        var endsCall = result.Tool?.Definition is HangUpToolDefinition && !result.IsRefusal;
        if (_batches.TryGetValue(result.Call.ResponseId, out var batch))
        {
            batch.Running--;
            batch.EndsCall |= endsCall;
            Settle(result.Call.ResponseId, batch);
        }

        if (endsCall)
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
