using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.Simulator.Sip;

/// <summary>
/// The dialog of an answered call: repeats its 200 until the ACK comes, keeps the order of requests, sends BYE and REFER on the caller's own
/// connection. Written here from the RFC rather than taken from the B2BUA: a double must not share the bugs of what it tests.
/// </summary>
internal sealed class SipDialog(Dialog dialog, SipFlow flow, TransactionLayer transactions, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<uint, TaskCompletionSource> _awaited = [];
    private bool _isOver;

    public string LocalTag => dialog.LocalTag;

    public bool Owns(SipRequest request) => dialog.Owns(request);

    /// <summary>Takes note of a request's number; false when it is out of order.</summary>
    public bool TryAdvance(SipRequest request)
    {
        lock (_gate)
        {
            return dialog.TryAdvance(request);
        }
    }

    /// <summary>Sends a 200 to an INVITE and repeats it until it is acknowledged.</summary>
    /// <returns>False when the ACK never came (RFC 3261, section 13.3.1.4).</returns>
    public async Task<bool> AnswerAsync(InviteServerTransaction invite, SipResponse ok)
    {
        var acknowledged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _awaited[invite.Request.CSeq.Number] = acknowledged;
        }

        var timers = transactions.Timers;
        var began = time.GetTimestamp();
        for (var pause = timers.T1; !acknowledged.Task.IsCompleted; pause = pause * 2 < timers.T2 ? pause * 2 : timers.T2)
        {
            if (time.GetElapsedTime(began) >= 64 * timers.T1)
            {
                return false;
            }

            invite.Respond(ok);
            await Task.WhenAny(acknowledged.Task, Task.Delay(pause, time));
        }

        return true;
    }

    /// <summary>An ACK came.</summary>
    public void Acknowledge(SipRequest ack)
    {
        lock (_gate)
        {
            if (_awaited.Remove(ack.CSeq.Number, out var awaited))
            {
                awaited.TrySetResult();
            }
        }

        _acknowledged.TrySetResult();
    }

    /// <summary>The other side ended it.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isOver = true;
            foreach (var awaited in _awaited.Values)
            {
                awaited.TrySetResult();
            }

            _awaited.Clear();
        }

        _acknowledged.TrySetResult();
    }

    /// <summary>Ends the dialog with a BYE; not before the first ACK, as RFC 3261, section 15 wants.</summary>
    public async Task HangUpAsync()
    {
        await Task.WhenAny(_acknowledged.Task, Task.Delay(64 * transactions.Timers.T1, time));
        SipRequest bye;
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            _isOver = true;
            bye = dialog.CreateRequest(SipMethod.Bye);
        }

        await transactions.SendAsync(bye, SipDestination.Back(flow), CancellationToken.None);
    }

    /// <summary>Asks the caller's side to call somebody else; the outcome is reported to nobody, as live.</summary>
    public Task<bool> ReferAsync(string target)
    {
        SipRequest refer;
        lock (_gate)
        {
            if (_isOver)
            {
                return Task.FromResult(false);
            }

            refer = dialog.CreateRequest(SipMethod.Refer);
        }

        refer.Headers.Add(SipHeaderId.ReferTo, $"<{target}>");
        transactions.Send(refer, SipDestination.Back(flow), static _ => { });
        return Task.FromResult(true);
    }
}
