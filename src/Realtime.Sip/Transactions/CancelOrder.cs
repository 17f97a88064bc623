using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Transactions;

/// <summary>An INVITE is to be taken back.</summary>
/// <param name="Headers">Headers for the CANCEL.</param>
/// <param name="Watch">Told of the CANCEL when it goes out, and on which way; returns who hears what becomes of it. Null: nobody does.</param>
internal sealed record CancelOrder(SipHeader[] Headers, Func<SipRequest, SipFlow, Action<ClientTransactionEvent>>? Watch)
{
    /// <summary>Nothing to add, nobody to tell.</summary>
    public static CancelOrder Plain { get; } = new([], null);
}
