using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Transactions;

/// <summary>One thing that a server transaction tells its user.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Cancel">The CANCEL, for <see cref="ServerTransactionEventKind.Cancelled"/>: its Reason may say why.</param>
/// <param name="Failure">Why, for <see cref="ServerTransactionEventKind.TransportFailed"/>.</param>
public readonly record struct ServerTransactionEvent(
    ServerTransactionEventKind Kind, SipRequest? Cancel = null, SipTransportFailure Failure = SipTransportFailure.None);
