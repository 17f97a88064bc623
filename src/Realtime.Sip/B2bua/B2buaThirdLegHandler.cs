using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Sip.B2bua;

/// <summary>Who is told of what happens on a <see cref="B2buaThirdLeg"/>, in the call's turn; nothing more once it was let go.</summary>
/// <param name="Progressed">A provisional status.</param>
/// <param name="Answered">The 2xx; its ACK is the handler's to ask for.</param>
/// <param name="Refused">Any other end of the INVITE.</param>
/// <param name="HungUp">BYE after the 2xx.</param>
internal sealed record B2buaThirdLegHandler(
    Action<int> Progressed, Action<SipResponse> Answered, Action<ClientTransactionEvent> Refused, Action HungUp);
