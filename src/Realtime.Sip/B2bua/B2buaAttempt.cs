using Realtime.Sip.Authentication;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Sip.B2bua;

/// <summary>One INVITE to a target, from its start until no answer to it can come any more.</summary>
internal sealed class B2buaAttempt
{
    private TaskCompletionSource<DialResult>? _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<DialogLeg>? _strays;
    private DialogTimer? _deadline;

    public B2buaAttempt(B2buaTarget target)
    {
        Target = target;
        Digest = DigestClient.For(target.Credentials);
        Challenges = Digest is null ? null : new DigestExchange(Digest);
    }

    /// <summary>Knows the target's challenges, for the whole dialog.</summary>
    public DigestClient? Digest { get; }

    /// <summary>The challenges of this INVITE; null without credentials.</summary>
    public DigestExchange? Challenges { get; }

    /// <summary>The number of the INVITE that counts.</summary>
    public uint InviteNumber { get; private set; } = 1;

    public B2buaTarget Target { get; }

    /// <summary>How the attempt ends for who dialled; to be taken before it begins.</summary>
    public Task<DialResult> Result => _result!.Task;

    public SipRequest? Invite { get; private set; }

    public DialogSet? Dialogs { get; private set; }

    public DialogLeg? Leg { get; private set; }

    public ClientTransaction? Transaction { get; set; }

    /// <summary>The 2xx, while it has to wait until the caller has acknowledged the description that a provisional response brought it.</summary>
    public ClientTransactionEvent? Held { get; set; }

    /// <summary>What to report when the dial is finished; null while nothing but the end of the call is to be told.</summary>
    public DialResult? Outcome { get; set; }

    public void Begin(SipRequest invite, DialogSet dialogs, DialogLeg leg) => (Invite, Dialogs, Leg) = (invite, dialogs, leg);

    /// <summary>The INVITE goes again, with credentials where there are any.</summary>
    public SipRequest Repeat()
    {
        Invite = Challenges?.Repeat(Invite!, ++InviteNumber) ?? RequestCopy.Of(Invite!, ++InviteNumber);
        Dialogs!.Restart(Invite);
        return Invite;
    }

    public void StartDeadline(DialogTimer deadline, TimeSpan after)
    {
        _deadline = deadline;
        deadline.Start(after);
    }

    /// <summary>Tells who dialled, and forgets it: an answered attempt lives as long as the call.</summary>
    public void Finish(DialResult result)
    {
        _deadline?.Stop();
        _result?.TrySetResult(result);
        (_result, _deadline, Outcome) = (null, null, null);
    }

    /// <summary>The attempt never began.</summary>
    public void Fault(Exception misuse) => _result?.TrySetException(misuse);

    public void AddStray(DialogLeg stray) => (_strays ??= []).Add(stray);

    /// <summary>A 2xx came again: so does the ACK of the leg that it belongs to.</summary>
    public void RepeatAck(Dialog dialog, SipResponse success)
    {
        var leg = Leg!.Dialog == dialog ? Leg : _strays?.Find(stray => stray.Dialog == dialog);
        leg?.RepeatAck(success);
    }

    /// <summary>The call is over: a repeated 2xx needs nobody here. Where the INVITE was forked its branches do.</summary>
    public void Release()
    {
        if (_strays is null && Transaction is { } invite)
        {
            Leg?.Release(invite);
        }
    }

    /// <summary>Nothing to this INVITE comes any more.</summary>
    public void ForgetInvite()
    {
        Leg?.ForgetAck();
        (Transaction, _strays, Dialogs, Invite) = (null, null, null, null);
    }
}
