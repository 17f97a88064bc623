using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Sip.Dialogs;

/// <summary>Whoever has a leg in the <see cref="DialogLayer"/>. Called from many threads; it must not block.</summary>
internal interface IDialogOwner
{
    /// <summary>A request of the leg's dialog; it wants an answer.</summary>
    void OnRequest(DialogLeg leg, ServerTransaction transaction);

    /// <summary>An ACK of the leg's dialog, for a 2xx.</summary>
    void OnAck(DialogLeg leg, SipRequest ack);

    /// <summary>The timer that repeats the leg's 2xx is due; give it to <see cref="DialogLeg.RepeatAnswer"/> when it is your turn.</summary>
    void OnAnswerTimer(DialogLeg leg, int stamp);

    /// <summary>It wants to hear of transactions; constant. While it does not, nothing is noted for them.</summary>
    bool Watches => false;

    /// <summary>A transaction of the leg has come to its end.</summary>
    void OnTransaction(DialogLeg leg, in DialogTransaction ended)
    {
    }
}
