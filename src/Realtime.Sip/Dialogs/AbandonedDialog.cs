using Realtime.Sip.Authentication;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Dialogs;

/// <summary>A dialog whose process died: nobody goes on with it, but its other side is told that it is over.</summary>
public static class AbandonedDialog
{
    /// <summary>
    /// Sends BYE in the dialog and waits for its outcome; a challenge is answered. The number of the BYE is one above
    /// <see cref="DialogSnapshot.LocalCSeq"/>, which has to be at least that of the last request that was sent: a gap is no error to the other
    /// side (RFC 3261 §12.2.2).
    /// </summary>
    /// <param name="layer">The table of this process; the dialog does not enter it.</param>
    /// <param name="dialog">What is known of it.</param>
    /// <param name="back">Where its other side was last.</param>
    /// <param name="configured">Where to send requests, if not where the other side's routes and Contact lead.</param>
    /// <param name="credentials">Who we are for a peer that challenges.</param>
    /// <param name="reason">The value of a Reason header.</param>
    /// <exception cref="FormatException">The snapshot is not one of a dialog.</exception>
    public static Task<ClientTransactionEvent> HangUpAsync(
        DialogLayer layer, DialogSnapshot dialog, SipDestination back, SipDestination? configured = null, SipCredentials? credentials = null, string? reason = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(dialog);
        ArgumentNullException.ThrowIfNull(back);
        var restored = Dialog.Restore(dialog);
        var path = new DialogPath(layer, back, configured);
        var bye = restored.CreateRequest(SipMethod.Bye);
        if (reason is not null)
        {
            bye.Headers.Add(SipHeaderId.Reason, reason);
        }

        var outcome = new TaskCompletionSource<ClientTransactionEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (DigestClient.For(credentials) is { } digest)
        {
            new ChallengedRequest(restored, path, new DigestExchange(digest), Observe, sent: null).Send(bye);
        }
        else
        {
            path.Send(bye, restored.NextHop, Observe);
        }

        return outcome.Task;

        void Observe(ClientTransactionEvent happened)
        {
            if (happened.IsOutcome)
            {
                outcome.TrySetResult(happened);
            }
        }
    }
}
