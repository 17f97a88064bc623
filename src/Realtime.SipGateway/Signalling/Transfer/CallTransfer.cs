using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Signalling.Transfer;

/// <summary>
/// Transfers of one call, one at a time: the allow-list, then the trunk's ways in their order, until one succeeds or the target itself says no.
/// Whatever fails leaves the caller with the agent. It also knows what an end of the call means once the caller has left the agent.
/// </summary>
internal sealed class CallTransfer(TransferContext context, Func<CallOutcome, ValueTask> hangUp)
{
    private const int MaxTarget = 256;
    private const int MaxSummary = 1_000;

    private readonly TaskCompletionSource<int> _late = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isRunning;
    private volatile bool _isConnected;
    private volatile TransferRequest? _request;
    private volatile CallOutcome? _handedOver;

    /// <summary>The caller talks to the target, over our two legs.</summary>
    public bool IsConnected => _isConnected;

    private Call Call => context.Call;

    public async Task<TransferResult> RunAsync(TransferRequest request, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isRunning, 1) != 0)
        {
            return TransferResult.NotPossible("Another transfer of this call is under way.");
        }

        try
        {
            return await TransferAsync(request, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    /// <summary>The two legs now are caller and target: the agent's part is over.</summary>
    public void OnBridged()
    {
        _isConnected = true;
        Call.Transferred();
    }

    /// <summary>Another process bridged the caller to its target.</summary>
    public void Resume() => _isConnected = true;

    /// <summary>What an end of the legs means for the call.</summary>
    public CallOutcome OutcomeOf(CallOutcome ended)
    {
        if (_handedOver is { } left)
        {
            return left;
        }

        if (context.Legs.IsReferred && ended.By == CallEndedBy.Caller)
        {
            return Outcome(null, "accepted by the carrier, which hung up without a report");
        }

        return !_isConnected ? ended : ended.By switch
        {
            CallEndedBy.Caller when ended.Cause == CallCause.CallerHungUp => ended with { Cause = CallCause.Transferred },
            CallEndedBy.Vendor => ended with { By = CallEndedBy.Destination, Cause = CallCause.Transferred },
            _ => ended,
        };
    }

    private async Task<TransferResult> TransferAsync(TransferRequest request, CancellationToken cancellationToken)
    {
        var started = context.Services.Time.GetTimestamp();
        Call.Record(new TransferRequested(request.AskedBy, request.Who, Cap(request.Target, MaxTarget), request.Summary is { } said ? Cap(said, MaxSummary) : null));
        var verdict = Call is { Agent: { } agent, Decision: { } decision }
            ? context.Services.AllowList.Check(decision.PolicyVersion, agent, request)
            : new TransferVerdict(null, "The call has no agent.");
        var (mode, step) = (default(TransferMode?), new TransferStep(TransferStatus.NotAllowed, null, verdict.Why));
        if (verdict.Address is { } target)
        {
            _request = request;
            (mode, step) = Call.Progress is { Acknowledged: true, State: not CallState.Ended }
                ? await ClimbAsync(target, request.Summary, started, cancellationToken)
                : (null, new TransferStep(TransferStatus.NotPossible, null, "The caller is not connected."));
        }

        var result = new TransferResult(step.Status, mode, step.SipStatus, step.Reason, context.Services.Time.GetElapsedTime(started));
        await SettleAsync(result, verdict.Address?.ToString() ?? request.Target);
        return result;
    }

    /// <summary>One way after the other.</summary>
    private async Task<(TransferMode?, TransferStep)> ClimbAsync(TransferAddress target, string? summary, long started, CancellationToken cancellationToken)
    {
        var ways = context.Options.Ladder.Select(TransferWays.ModeOf).Where(mode => mode == TransferMode.Refer || context.HasPeers).ToList();
        var last = (Mode: default(TransferMode?), Step: new TransferStep(TransferStatus.NotPossible, null, "The trunk has no way to transfer."));
        for (var index = 0; index < ways.Count; index++)
        {
            last = await StepAsync(ways[index], target, summary, cancellationToken);
            if (last.Step.Status != TransferStatus.Failed || !last.Step.TriesNext || index == ways.Count - 1 || Call.Ended.IsCancellationRequested)
            {
                break;
            }

            context.Services.Log.TriesNext(Call.Id.Value, ways[index].ToString(), last.Step.SipStatus, last.Step.Reason);
            Call.Record(new TransferFailed(
                ways[index], last.Step.Status, last.Step.SipStatus, last.Step.Reason, context.Services.Time.GetElapsedTime(started).TotalMilliseconds, Final: false));
        }

        return last;
    }

    private async Task<(TransferMode?, TransferStep)> StepAsync(TransferMode mode, TransferAddress target, string? summary, CancellationToken cancellationToken)
    {
        if (mode == TransferMode.Refer)
        {
            return (mode, await ReferStep.RunAsync(context, context.ReferTo(target), mode, OnLate, cancellationToken));
        }

        // A REFER that was given up may come true meanwhile: then the caller is there, and nobody else is to be called.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var stepping = mode == TransferMode.Bridge
            ? BridgeStep.RunAsync(context, target, summary, either.Token)
            : AttendedStep.RunAsync(context, target, summary, OnLate, either.Token);
        if (await Task.WhenAny(stepping, _late.Task) == _late.Task)
        {
            await either.CancelAsync();
        }

        var step = await stepping;
        return step.Status != TransferStatus.Completed && _late.Task.IsCompletedSuccessfully
            ? (TransferMode.Refer, new TransferStep(TransferStatus.Completed, await _late.Task, "reported late by the carrier"))
            : (mode, step);
    }

    private void OnLate(int status)
    {
        if (status < 300 && _late.TrySetResult(status) && Volatile.Read(ref _isRunning) == 0)
        {
            // Nobody waits for it any more: the agent was told that the caller stays, and the carrier has taken him after all.
            _ = SettleAsync(
                new TransferResult(TransferStatus.Completed, TransferMode.Refer, status, "reported late by the carrier", TimeSpan.Zero), _request?.Target ?? "");
        }
    }

    /// <summary>Writes the outcome down and, where the carrier has the caller, ends the call (RFC 5589 §6.1).</summary>
    private async Task SettleAsync(TransferResult result, string target)
    {
        var milliseconds = result.Duration.TotalMilliseconds;
        context.Services.Log.Transferred(
            Call.Id.Value, result.Status.ToString(), result.Mode?.ToString() ?? "none", milliseconds, result.SipStatus, result.Reason);
        if (!result.HasLeft)
        {
            Call.Record(new TransferFailed(result.Mode, result.Status, result.SipStatus, result.Reason, milliseconds, Final: true));
            return;
        }

        Call.Record(new TransferCompleted(
            result.Mode!.Value, target, result.Status == TransferStatus.Completed, result.SipStatus, result.Reason, milliseconds));
        if (!_isConnected)
        {
            _handedOver = Outcome(result.SipStatus, result.Reason);
            await hangUp(_handedOver);
        }
    }

    private CallOutcome Outcome(int? status, string? reason) => new(_request?.AskedBy ?? CallEndedBy.Agent, CallCause.Transferred, status, reason);

    private static string Cap(string text, int length) => text.Length <= length ? text : text[..length];
}
