using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Transactions;

/// <summary>One thing that a client transaction tells its user.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Response">The response, for <see cref="ClientTransactionEventKind.Provisional"/>, Final and AnotherSuccess.</param>
/// <param name="Flow">Where the response came from, which may be another way than the request went.</param>
/// <param name="Failure">Why, for <see cref="ClientTransactionEventKind.TransportFailed"/>.</param>
public readonly record struct ClientTransactionEvent(
    ClientTransactionEventKind Kind, SipResponse? Response = null, SipFlow? Flow = null, SipTransportFailure Failure = SipTransportFailure.None)
{
    /// <summary>True for the one event that says how the request came out.</summary>
    public bool IsOutcome => Kind is ClientTransactionEventKind.Final or ClientTransactionEventKind.Timeout or ClientTransactionEventKind.TransportFailed;
}
