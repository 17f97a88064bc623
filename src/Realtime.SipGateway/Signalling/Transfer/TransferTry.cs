using Realtime.Sip.B2bua;

namespace Realtime.SipGateway.Signalling.Transfer;

/// <summary>What came of one way to a target.</summary>
/// <param name="Step">For the transfer.</param>
/// <param name="Health">For the peer, in the words of a dial.</param>
/// <param name="WasHeard">The peer responded at all.</param>
internal readonly record struct TransferTry(TransferStep Step, DialStatus Health, bool WasHeard);
