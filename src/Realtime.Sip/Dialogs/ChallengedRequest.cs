using Realtime.Sip.Authentication;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Sip.Dialogs;

/// <summary>A request inside a dialog that may be challenged (RFC 3261 §22): who sends it hears of the answer that counts.</summary>
internal sealed class ChallengedRequest(
    Dialog dialog, DialogPath path, DigestExchange digest, Action<ClientTransactionEvent> observer, Action<ClientTransaction>? sent)
{
    private SipRequest? _latest;

    public void Send(SipRequest request)
    {
        digest.Authorize(request);
        SendAgain(request);
    }

    private void SendAgain(SipRequest request)
    {
        _latest = request;
        path.Send(request, dialog.NextHop, happened => OnEvent(request, happened), sent);
    }

    private void OnEvent(SipRequest request, ClientTransactionEvent happened)
    {
        if (request != _latest)
        {
            // The end of a transaction whose challenge was answered.
            return;
        }

        if (happened.Kind == ClientTransactionEventKind.Final && digest.TryAnswer(happened.Response!))
        {
            SendAgain(digest.Repeat(request, dialog.NextNumber()));
        }
        else
        {
            observer(happened);
        }
    }
}
