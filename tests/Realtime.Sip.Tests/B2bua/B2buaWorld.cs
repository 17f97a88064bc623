using Realtime.Sip.B2bua;

namespace Realtime.Sip.Tests.B2bua;

/// <summary>
/// The two wires as the other parties see them, kept apart from the machine: what they may do next, and whether what the
/// machine does is allowed by the RFC and leaves nobody waiting.
/// </summary>
internal record struct B2buaWorld
{
    public const int Dials = 2;

    // :: Caller's leg
    public bool CallerRefused { get; private set; }
    public bool CallerAnswered { get; private set; }
    public bool CallerAcked { get; private set; }
    public bool CallerLost { get; private set; }
    public bool CallerSaidBye { get; private set; }
    public bool ByeToCaller { get; private set; }
    public bool ByeToCallerDone { get; private set; }

    // :: Target's leg
    public byte Dialled { get; private set; }
    public bool DialWaits { get; private set; }
    public bool AttemptOpen { get; private set; }
    public byte CancelledOpen { get; private set; }
    public bool TargetAnswered { get; private set; }
    public bool TargetAcked { get; private set; }
    public bool TargetSaidBye { get; private set; }
    public bool ByeToTarget { get; private set; }
    public bool ByeToTargetDone { get; private set; }
    public bool Draining { get; private set; }

    // :: Requests inside the call: whose waits for an answer, whose 2xx for an ACK, and our own on the other leg
    public bool CallerWaits { get; private set; }
    public bool TargetWaits { get; private set; }
    public bool CallerOwesAck { get; private set; }
    public bool TargetOwesAck { get; private set; }
    public bool OursToTarget { get; private set; }
    public bool OursToCaller { get; private set; }
    public bool WeOweTargetAck { get; private set; }
    public bool WeOweCallerAck { get; private set; }
    public bool RelaysUpdate { get; private set; }
    public bool RefreshToCaller { get; private set; }
    public bool RefreshToTarget { get; private set; }

    // :: A bridge: somebody else is called, or has answered, and our own re-INVITE to the caller
    public bool Bridging { get; private set; }
    public bool Retargets { get; private set; }

    public bool Completed { get; private set; }
    public bool Settled { get; private set; }

    // :: The step at hand
    private B2buaInput Input { get; set; }
    private bool Answered { get; set; }
    private byte StraysToAck { get; set; }
    private byte StraysToBye { get; set; }

    private readonly bool CallerGone => CallerRefused || CallerSaidBye || ByeToCaller;

    private readonly bool TargetGone => TargetSaidBye || ByeToTarget;

    /// <summary>An INVITE or offer is open on the caller's leg, in either direction.</summary>
    private readonly bool CallerIsBusy => CallerOwesAck || CallerWaits || OursToCaller || WeOweCallerAck || RefreshToCaller || Retargets;

    public readonly bool MayHappen(B2buaInput input) => input switch
    {
        B2buaInput.Dial => !DialWaits && !TargetAnswered && Dialled < Dials,
        B2buaInput.Drained => Draining,
        B2buaInput.CallerCancel => !CallerAcked && !CallerRefused,
        B2buaInput.CallerAck => CallerAnswered,
        B2buaInput.CallerBye => !CallerSaidBye,
        B2buaInput.CallerByeDone => ByeToCaller && !ByeToCallerDone,
        B2buaInput.CallerAckTimeout => (CallerAnswered && !CallerAcked) || CallerOwesAck,
        B2buaInput.TargetProvisional or B2buaInput.TargetAnswered or B2buaInput.TargetRejected or B2buaInput.TargetTimeout =>
            AttemptOpen,
        B2buaInput.TargetLost => Dialled > 0,
        B2buaInput.TargetBye => TargetAnswered && !TargetSaidBye,
        B2buaInput.TargetByeDone => ByeToTarget && !ByeToTargetDone,
        B2buaInput.TargetAckTimeout => TargetOwesAck,
        B2buaInput.TargetAck or B2buaInput.TargetRefresh or B2buaInput.TargetReInvite or B2buaInput.TargetUpdate
            or B2buaInput.TargetInfo or B2buaInput.TargetRefer => TargetAnswered,
        B2buaInput.ForkAnswered => TargetAnswered,
        B2buaInput.CancelledAnswered or B2buaInput.CancelledFinished => CancelledOpen > 0,
        B2buaInput.ExchangeAnswered or B2buaInput.ExchangeRefused => (OursToTarget || OursToCaller) && (CallerWaits || TargetWaits),
        B2buaInput.ExchangeHeld => OursToTarget && CallerWaits && !RelaysUpdate,
        B2buaInput.ExchangeCancelled => !RelaysUpdate && (CallerWaits || TargetWaits),
        B2buaInput.StaleAnswered => !RelaysUpdate && (OursToTarget || OursToCaller) && !CallerWaits && !TargetWaits,
        B2buaInput.BridgeFailed or B2buaInput.Retarget => Bridging,
        B2buaInput.RetargetRefused or B2buaInput.Bridged => Retargets,
        B2buaInput.CallerRefreshDue or B2buaInput.CallerExpired => CallerAnswered,
        B2buaInput.TargetRefreshDue or B2buaInput.TargetExpired => TargetAnswered,
        B2buaInput.CallerRefreshDone => RefreshToCaller,
        B2buaInput.TargetRefreshDone => RefreshToTarget,
        _ => true,
    };

    /// <summary>What the outside has done by this input.</summary>
    public void Happens(B2buaInput input)
    {
        Input = input;
        Answered = input is not (B2buaInput.CallerBye or B2buaInput.TargetBye
            or (>= B2buaInput.CallerRefresh and <= B2buaInput.CallerRefer) or (>= B2buaInput.TargetRefresh and <= B2buaInput.TargetRefer));
        switch (input)
        {
            case B2buaInput.Dial: (DialWaits, Dialled) = (true, (byte)(Dialled + 1)); break;
            case B2buaInput.Drained: Draining = false; break;
            case B2buaInput.CallerAck: (CallerAcked, CallerOwesAck) = (true, false); break;
            case B2buaInput.CallerBye: CallerSaidBye = true; break;
            case B2buaInput.CallerByeDone: ByeToCallerDone = true; break;
            case B2buaInput.CallerLost: CallerLost = true; break;
            case B2buaInput.CallerAckTimeout: (CallerOwesAck, CallerLost) = (false, true); break;
            case B2buaInput.TargetAnswered: (AttemptOpen, TargetAnswered) = (false, true); break;
            case B2buaInput.TargetRejected or B2buaInput.TargetTimeout or B2buaInput.TargetLost: AttemptOpen = false; break;
            case B2buaInput.TargetAck or B2buaInput.TargetAckTimeout: TargetOwesAck = false; break;
            case B2buaInput.TargetBye: TargetSaidBye = true; break;
            case B2buaInput.TargetByeDone: ByeToTargetDone = true; break;
            case B2buaInput.ForkAnswered or B2buaInput.StaleAnswered: (StraysToAck, StraysToBye) = (1, (byte)(input == B2buaInput.ForkAnswered ? 1 : 0)); break;
            case B2buaInput.CancelledAnswered: (CancelledOpen, StraysToAck, StraysToBye) = ((byte)(CancelledOpen - 1), 1, 1); break;
            case B2buaInput.CancelledFinished: CancelledOpen--; break;
            case B2buaInput.BridgeFailed: (Bridging, Retargets) = (false, false); break;
            case B2buaInput.RetargetRefused or B2buaInput.Bridged: Retargets = false; break;
            case B2buaInput.CallerRefreshDone: RefreshToCaller = false; break;
            case B2buaInput.TargetRefreshDone: RefreshToTarget = false; break;
            case B2buaInput.ExchangeAnswered when !RelaysUpdate: (WeOweTargetAck, WeOweCallerAck) = (OursToTarget, OursToCaller); break;
        }

        if (input is B2buaInput.ExchangeAnswered or B2buaInput.ExchangeRefused or B2buaInput.ExchangeHeld or B2buaInput.StaleAnswered)
        {
            (OursToTarget, OursToCaller) = (false, false);
        }
    }

    /// <summary>What we have done; complains if it may not be done now.</summary>
    public void Does(B2buaAction action)
    {
        Must(!Settled || action is B2buaAction.AnswerGone or B2buaAction.AckStray or B2buaAction.ByeStray or B2buaAction.AckStale
            or B2buaAction.AnswerOk or B2buaAction.FinishDial or B2buaAction.RefuseBridge, "is done after the end");
        Must(
            DoesToCaller(action) || DoesToTarget(action) || DoesToCall(action) || DoesToRequest(action) || DoesToExchange(action)
            || DoesToBridge(action) || DoesToSession(action),
            "is not known to this test");
    }

    /// <summary>What has to hold after each step.</summary>
    public void StepIsDone()
    {
        Must(Answered, "leaves a request without answer");
        Must(StraysToAck == 0 && StraysToBye == 0, "leaves a stray leg up");
        Must(!AttemptOpen || DialWaits, "dials for nobody");
        Must(DialWaits == AttemptOpen, "leaves who dialled waiting");
        Must(!Completed || (!CallerWaits && !TargetWaits), "leaves a relayed request without answer");
        Must(!Completed || (!WeOweCallerAck && !WeOweTargetAck), "leaves a 2xx without ACK");
        Must(!Bridging || !CallerGone, "calls somebody for a caller who has gone");
        Must(Bridging || !TargetGone || !CallerAcked || CallerGone, "leaves the caller with nobody");
        Input = default;
    }

    private bool DoesToCaller(B2buaAction action)
    {
        switch (action)
        {
            case B2buaAction.SendRinging: Must(!CallerAnswered && !CallerRefused, "rings after the final answer"); return true;
            case B2buaAction.AnswerCaller: Must(!CallerAnswered && !CallerRefused, "answers twice"); return CallerAnswered = true;
            case B2buaAction.RefuseCaller: Must(!CallerAnswered && !CallerRefused, "answers twice"); return CallerRefused = true;
            case B2buaAction.ByeCaller:
                Must(CallerAnswered && !CallerGone && (CallerAcked || CallerLost), "sends a BYE to the caller that it may not send");
                Must(!WeOweCallerAck, "sends BYE to the caller before the ACK");
                return ByeToCaller = true;
            default: return false;
        }
    }

    private bool DoesToTarget(B2buaAction action)
    {
        switch (action)
        {
            case B2buaAction.NoteProvisional: return true;
            case B2buaAction.InviteTarget: Must(!AttemptOpen && !TargetAnswered, "dials twice at once"); return AttemptOpen = true;
            case B2buaAction.CancelAttempt:
                Must(AttemptOpen, "cancels nothing");
                (AttemptOpen, CancelledOpen) = (false, (byte)(CancelledOpen + 1));
                return true;
            case B2buaAction.AckTarget: Must(TargetAnswered && !TargetAcked, "ACKs nothing"); return TargetAcked = true;
            case B2buaAction.ByeTarget:
                Must(TargetAcked && !TargetGone && !WeOweTargetAck, "sends a BYE to the target that it may not send");
                (ByeToTarget, Draining) = (true, false);
                return true;
            case B2buaAction.StartDrain: Must(TargetAcked && !TargetGone, "drains nothing"); return Draining = true;
            case B2buaAction.AckStray or B2buaAction.AckStale: StraysToAck--; return true;
            case B2buaAction.ByeStray: Must(StraysToAck == 0, "sends BYE before ACK"); StraysToBye--; return true;
            default: return false;
        }
    }

    private bool DoesToCall(B2buaAction action)
    {
        switch (action)
        {
            case B2buaAction.FinishDial: Must(DialWaits, "finishes no dial"); DialWaits = false; return true;
            case B2buaAction.Complete:
                Must(!Completed, "completes twice");
                Must(CallerGone && !AttemptOpen && (TargetGone || !TargetAnswered), "completes with a leg up");
                Must(TargetAcked || !TargetAnswered, "completes with a 2xx that has no ACK");
                return Completed = true;
            case B2buaAction.Settle:
                Must(Completed && !Settled && CancelledOpen == 0, "settles too early");
                Must(!ByeToCaller || ByeToCallerDone, "settles with an open BYE");
                Must(!ByeToTarget || ByeToTargetDone, "settles with an open BYE");
                return Settled = true;
            default: return false;
        }
    }

    private bool DoesToRequest(B2buaAction action)
    {
        switch (action)
        {
            case B2buaAction.AnswerOk or B2buaAction.AnswerPending or B2buaAction.AnswerBusy or B2buaAction.AnswerGone or B2buaAction.AskRefer:
                Must(!Answered, "answers what is no request");
                return Answered = true;
            case B2buaAction.AnswerFromLastBody when Input == B2buaInput.ExchangeHeld:
                Must(CallerWaits && !CallerOwesAck, "answers nobody's hold");
                (CallerWaits, CallerOwesAck) = (false, true);
                return true;
            case B2buaAction.AnswerFromLastBody when Input == B2buaInput.CallerRefresh:
                Must(!Answered && !CallerIsBusy, "takes a refresh amid another");
                return Answered = CallerOwesAck = true;
            case B2buaAction.AnswerFromLastBody:
                Must(!Answered && !TargetOwesAck && !TargetWaits && !OursToTarget && !WeOweTargetAck && !RefreshToTarget, "takes a refresh amid another");
                return Answered = TargetOwesAck = true;
            case B2buaAction.RelayToTarget or B2buaAction.RelayToCaller: Relays(action == B2buaAction.RelayToTarget); return true;
            default: return false;
        }
    }

    private bool DoesToExchange(B2buaAction action)
    {
        switch (action)
        {
            case B2buaAction.AnswerExchange:
                Must(CallerWaits ^ TargetWaits, "answers nobody's offer");
                (CallerOwesAck, TargetOwesAck) = (CallerOwesAck || (CallerWaits && !RelaysUpdate), TargetOwesAck || (TargetWaits && !RelaysUpdate));
                (CallerWaits, TargetWaits) = (false, false);
                return true;
            case B2buaAction.RefuseExchange or B2buaAction.CloseExchange:
                Must(CallerWaits ^ TargetWaits, "refuses nobody's offer");
                (CallerWaits, TargetWaits) = (false, false);
                return true;
            case B2buaAction.CancelExchange: Must(OursToCaller || OursToTarget, "cancels nothing"); return true;
            case B2buaAction.AckExchangeToTarget: Must(WeOweTargetAck, "ACKs nothing"); WeOweTargetAck = false; return true;
            case B2buaAction.AckExchangeToCaller: Must(WeOweCallerAck, "ACKs nothing"); WeOweCallerAck = false; return true;
            default: return false;
        }
    }

    private bool DoesToBridge(B2buaAction action)
    {
        switch (action)
        {
            case B2buaAction.StartBridge:
                Must(!Bridging && CallerAcked && TargetAcked && !CallerGone && !TargetGone, "bridges what is not up");
                return Bridging = true;
            case B2buaAction.RefuseBridge or B2buaAction.DeferReInvite: return true;
            case B2buaAction.StopBridge:
                Must(Bridging, "stops no bridge");
                (Bridging, Retargets) = (false, false);
                return true;
            case B2buaAction.LoseTarget:
                Must(Bridging && (TargetSaidBye || Input == B2buaInput.TargetLost), "gives up a target that is there");
                (TargetOwesAck, RefreshToTarget) = (false, false);
                return TargetSaidBye = true;
            case B2buaAction.ReInviteCaller:
                Must(Bridging && !CallerGone && !OursToTarget && !TargetOwesAck && !WeOweTargetAck, "takes the caller over amid an offer");
                Must(!CallerIsBusy, "takes the caller over amid an INVITE");
                return Retargets = true;
            case B2buaAction.DismissTarget: Must(!TargetGone && TargetAcked && !WeOweTargetAck, "dismisses who is gone"); return ByeToTarget = true;
            case B2buaAction.AdoptTarget:
                Must(TargetGone && Bridging, "has two targets");
                (Bridging, TargetSaidBye, ByeToTarget, ByeToTargetDone, RefreshToTarget) = (false, false, false, false, false);
                return true;
            default: return false;
        }
    }

    private bool DoesToSession(B2buaAction action)
    {
        switch (action)
        {
            case B2buaAction.RefreshCaller:
                Must(CallerAcked && TargetAcked && !CallerGone && !TargetGone, "refreshes a call that is not up");
                Must(!CallerIsBusy, "refreshes amid another offer");
                return RefreshToCaller = true;
            case B2buaAction.RefreshTarget:
                Must(CallerAcked && TargetAcked && !CallerGone && !TargetGone, "refreshes a call that is not up");
                Must(!TargetOwesAck && !TargetWaits && !OursToTarget && !WeOweTargetAck && !RefreshToTarget, "refreshes amid another offer");
                return RefreshToTarget = true;
            case B2buaAction.PostponeCaller or B2buaAction.PostponeTarget:
                Must(!Completed, "goes on with the session of a call that is over");
                return true;
            default:
                return false;
        }
    }

    private void Relays(bool toTarget)
    {
        Must(!Answered, "relays what is no request");
        Must(CallerAcked && TargetAcked && !CallerGone && !TargetGone, "relays into a call that is not up");
        Answered = true;
        if (Input is B2buaInput.CallerInfo or B2buaInput.TargetInfo)
        {
            return;
        }

        Must(!CallerWaits && !TargetWaits && !OursToTarget && !OursToCaller && !Retargets, "has two offers under way");
        Must(!WeOweCallerAck && !WeOweTargetAck && !CallerOwesAck && !TargetOwesAck, "relays an offer amid an INVITE");
        Must(!RefreshToCaller && !RefreshToTarget, "relays an offer amid a refresh of ours");
        RelaysUpdate = Input is B2buaInput.CallerUpdate or B2buaInput.TargetUpdate;
        (OursToTarget, OursToCaller) = (toTarget, !toTarget);
        (CallerWaits, TargetWaits) = (toTarget, !toTarget);
    }

    private static void Must(bool holds, string complaint)
    {
        if (!holds)
        {
            throw new InvalidOperationException(complaint);
        }
    }
}
