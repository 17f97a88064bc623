using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Sip.B2bua;

/// <summary>What takes the caller elsewhere: at most one REFER and one bridge of a call at a time.</summary>
internal sealed class B2buaTransfers(B2buaCall call)
{
    private B2buaReferral? _referral;
    private B2buaBridge? _bridge;
    private B2buaBridge? _asking;

    public bool IsReferred => _referral is { IsAccepted: true, IsOver: false };

    /// <summary>The last REFER is answered for even when it is over.</summary>
    public async Task<B2buaReferResult> ReferAsync(B2buaReferRequest request, CancellationToken abandon)
    {
        var referral = new B2buaReferral(call, request);
        call.Post(() =>
        {
            if (!call.IsInCall || _referral is { IsOver: false })
            {
                referral.Finish(new B2buaReferResult(B2buaReferStatus.NotInCall));
                return;
            }

            _referral = referral;
            referral.Start();
        });
        await using var registration = abandon.Register(() => call.Post(() => referral.Finish(new B2buaReferResult(B2buaReferStatus.Abandoned))));
        return await referral.Result;
    }

    public async Task<B2buaBridgeResult> BridgeAsync(B2buaBridgeRequest request, CancellationToken abandon)
    {
        B2buaBridge? bridge = null;
        var begun = new TaskCompletionSource<B2buaBridge>(TaskCreationOptions.RunContinuationsAsynchronously);
        call.Post(() =>
        {
            _asking = bridge = new B2buaBridge(call, request);
            call.Step(B2buaInput.Bridge, default);
            begun.TrySetResult(bridge);
        });
        bridge = await begun.Task;
        await using var registration = abandon.Register(() => call.Post(() => bridge.GiveUp(B2buaBridgeStatus.Abandoned)));
        return await bridge.Result;
    }

    /// <summary>Lets a target go that has not answered.</summary>
    public void GiveUpRinging() => _bridge?.GiveUp(B2buaBridgeStatus.Abandoned);

    /// <summary>False when the action is not one of these.</summary>
    public bool TryDo(B2buaAction action, B2buaTargetSide target)
    {
        switch (action)
        {
            case B2buaAction.StartBridge:
                _bridge = _asking;
                _bridge!.Start();
                return true;
            case B2buaAction.RefuseBridge:
                _asking!.Refuse();
                return true;
            case B2buaAction.StopBridge:
                _bridge!.Stop();
                return true;
            case B2buaAction.ReInviteCaller:
                _bridge!.ReInviteCaller();
                return true;
            case B2buaAction.DeferReInvite:
                _bridge!.DeferReInvite();
                return true;
            case B2buaAction.AdoptTarget:
                _bridge!.Adopt(target);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Takes a request that belongs to a bridge or to a REFER; false when it is the call's own.</summary>
    public bool TryTake(DialogLeg leg, ServerTransaction transaction)
    {
        if (_bridge?.Owns(leg) == true && call.SideOf(B2buaSide.Target).Leg != leg)
        {
            _bridge.Take(transaction);
            return true;
        }

        if (transaction.Method != SipMethod.Notify || _referral is null || leg != call.SideOf(B2buaSide.Caller).Leg)
        {
            return false;
        }

        if (leg.Dialog!.TryAdvance(transaction.Request))
        {
            _referral.TakeNotify(transaction);
        }
        else
        {
            transaction.Respond(500);
        }

        return true;
    }

    public void OnCallEnded(B2buaCause cause) => _referral?.OnCallEnded(cause);
}
