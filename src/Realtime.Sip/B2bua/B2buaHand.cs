using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Sip.B2bua;

/// <summary>What came with an input, for the actions that follow from it.</summary>
/// <param name="Side">The side that it came from.</param>
/// <param name="Message">The request or response.</param>
/// <param name="Transaction">The request's transaction, when it wants an answer.</param>
/// <param name="Attempt">The attempt whose 2xx nobody wants.</param>
internal readonly record struct B2buaHand(
    B2buaSide Side = B2buaSide.Caller, SipMessage? Message = null, ServerTransaction? Transaction = null, B2buaAttempt? Attempt = null);
