using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Sideband.Guardrails;
using Realtime.SipGateway.Sideband.Tools;

namespace Realtime.SipGateway.Sideband;

/// <summary>
/// One call's sideband from accept to the last late event: attach, converse, attach again after a loss. It never leaves a call without a
/// sideband behind: what it cannot keep, it hangs up.
/// </summary>
#pragma warning disable CA1001 // The source of the token has no timer and no wait handle, and may be cancelled after the worker has ended.
internal sealed class SidebandWorker(
    Call call, SidebandAgents agents, SidebandServices services, ISidebandConnector connector, SidebandOptions options, SidebandMetrics metrics,
    ILogger logger, TimeProvider time)
#pragma warning restore CA1001
{
    /// <summary>What was accepted: the call may have moved on to another attempt when this worker begins.</summary>
    private readonly (string? Target, RealtimeCallId? Session) _accepted = (call.Target, call.Progress.RealtimeCallId);

    /// <summary>Cancelled when the call is over, or goes on without this session.</summary>
    private readonly CancellationTokenSource _over = CancellationTokenSource.CreateLinkedTokenSource(call.AgentLeft);

    private readonly SidebandConnection _connection = new(connector, options, time);

    private readonly CancellationTokenSource _letGo = new();
    private CallHangUp? _hangUp;
    private ToolLoop? _tools;

    public Call Call => call;

    /// <summary>Ends the call from outside, for a gateway that stops.</summary>
    public void HangUp(CallOutcome outcome) => Ending.Begin(outcome);

    /// <summary>The call tries another target: this session is no longer its own.</summary>
    public void Drop() => _over.Cancel();

    private CallHangUp Ending => LazyInitializer.EnsureInitialized(ref _hangUp, () => new CallHangUp(call, logger, time, _over.Token));

    /// <summary>Closes the connection and lets the session live: another process attaches to it.</summary>
    public void LetGo() => _letGo.Cancel();

    public async Task RunAsync(CancellationToken stopping)
    {
        call.EnterTrace();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, _letGo.Token);
        try
        {
            await ConverseAsync(either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The gateway stops; who stops it has hung up, or handed the call over.
        }
#pragma warning disable CA1031 // The loop's edge: a fault of ours must not leave a call without tools and guardrails.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            logger.WorkerFault(call.Id, fault);
            call.Record(new CallFault("sideband_fault", fault.Message));
            await Ending.RunAsync(new CallOutcome(CallEndedBy.Gateway, CallCause.GatewayFault, Reason: fault.Message));
        }
        finally
        {
            if (call.Ended.IsCancellationRequested || !_over.IsCancellationRequested)
            {
                call.MarkDrained();
            }
        }

        if (_tools is not null)
        {
            // Tools that outlive their call: what they did is written down.
            await _tools.WhenIdleAsync();
            _tools.TakeResults(isOver: true);
        }
    }

    private async Task ConverseAsync(CancellationToken stopping)
    {
        var agent = await agents.FindAsync(call)
            ?? throw new InvalidOperationException($"Agent {call.Agent} of policy version {call.Decision?.PolicyVersion} is not known.");
        var earlier = new List<GuardrailSet>();
        foreach (var name in call.EarlierAgents)
        {
            if (await agents.FindAsync(call.Decision!.PolicyVersion, name) is { } one)
            {
                earlier.Add(one.Guardrails);
            }
        }

        using var pump = new SidebandPump(call, Ending, options, metrics, logger, time, _over.Token);
        var session = new SidebandSession(call, agent, services, options, pump.Outbox, pump.Deadlines, time, pump.Wake, stopping);
        earlier.ForEach(session.Redact);
        _tools = session.Tools;
        _tools.Attach();
        using var alive = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, stopping);
        await using var ended = _over.Token.Register(pump.Wake);
        _ = call.ReadyToTalk.ContinueWith(_ => pump.Wake(), alive.Token, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            await KeepAttachedAsync(pump, session, stopping, alive.Token);
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // It ended before a connection was open.
        }
        finally
        {
            session.Finish();
        }
    }

    private async Task KeepAttachedAsync(SidebandPump pump, SidebandSession session, CancellationToken stopping, CancellationToken alive)
    {
        var target = _accepted.Target ?? throw new InvalidOperationException("The decision names no target.");
        var id = _accepted.Session ?? throw new InvalidOperationException("The vendor's id of the call is not known.");
        var attached = await _connection.AttachAsync(target, id, alive);
        for (var again = call.IsTakenOver; attached.Socket is { } socket; again = true)
        {
            call.Record(new SidebandAttached(attached.Tries, attached.Duration.TotalMilliseconds));
            logger.Attached(call.Id, attached.Tries, attached.Duration.TotalMilliseconds);
            var meaning = await ServeAsync(socket, pump, session, again, stopping);
            if (_over.IsCancellationRequested)
            {
                return;
            }

            session.Lost();
            if (Ending.HasBegun)
            {
                await Ending.WaitAsync();
                return;
            }

            if (session.Ending is { } outcome)
            {
                await Ending.RunAsync(outcome);
                return;
            }

            attached = SidebandCloseCodes.MayReattach(meaning)
                ? await _connection.ReattachAsync(target, id, meaning, alive)
                : new AttachResult(null, 0, TimeSpan.Zero, meaning == SidebandCloseMeaning.SessionExpired, null, SidebandCloseCodes.WhyNot(meaning));
        }

        if (await session.WhenGoneAsync(alive))
        {
            // The policy was leaving the caller anyway.
            if (session.Ending is { } left)
            {
                await Ending.RunAsync(left);
            }

            return;
        }

        await GiveUpAsync(attached, alive);
    }

    /// <summary>Serves one connection; what its end means.</summary>
    private async Task<SidebandCloseMeaning> ServeAsync(
        ISidebandSocket socket, SidebandPump pump, SidebandSession session, bool again, CancellationToken stopping)
    {
        metrics.Opened();
        try
        {
            await using (socket)
            {
                session.Opened(again);
                var end = await pump.RunAsync(socket, session, stopping);

                // Nobody looks at it before the next connection, which sets it anew.
                pump.Deadlines.Cancel(Deadline.Rollover);
                var meaning = _over.IsCancellationRequested ? SidebandCloseMeaning.CallOver
                    : session.HasExpired ? SidebandCloseMeaning.SessionExpired
                    : SidebandCloseCodes.Meaning(end.CloseCode, end.Reason);
                call.Record(new SidebandClosed(end.CloseCode, end.Reason, meaning));
                if (meaning != SidebandCloseMeaning.CallOver)
                {
                    metrics.Lost(meaning);
                    logger.Lost(call.Id, end.CloseCode, end.Reason);
                }

                return meaning;
            }
        }
        finally
        {
            metrics.Closed();
        }
    }

    private async Task GiveUpAsync(AttachResult failed, CancellationToken alive)
    {
        if (failed.IsGone)
        {
            // Usually the service's BYE is on its way.
            await Task.Delay(TimeSpan.FromMilliseconds(options.VendorEndGraceMs), time, alive);
        }

        var reason = failed.Reason ?? $"HTTP {failed.Status}";
        call.Record(new SidebandAttachFailed(failed.Tries, failed.Status, failed.Reason));
        logger.AttachFailed(call.Id, failed.Tries, reason);
        await Ending.RunAsync(failed.IsGone
            ? new CallOutcome(CallEndedBy.Vendor, CallCause.SidebandFailed, Reason: failed.Reason is { } expired && failed.Tries == 0 ? expired : "The vendor's session is gone and no BYE came.")
            : new CallOutcome(CallEndedBy.Gateway, CallCause.SidebandFailed, Reason: reason));
    }
}
