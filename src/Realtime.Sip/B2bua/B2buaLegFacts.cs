using System.Net;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Transports;

namespace Realtime.Sip.B2bua;

/// <summary>What another process needs to send requests in the dialog of one leg: no session description, no key.</summary>
/// <param name="Dialog">The dialog.</param>
/// <param name="Transport">How its messages come and go.</param>
/// <param name="Local">Our listener; any address and port 0 where the connection is one that we opened.</param>
/// <param name="Remote">Where the other side was last.</param>
public sealed record B2buaLegFacts(DialogSnapshot Dialog, SipTransportKind Transport, IPEndPoint Local, IPEndPoint Remote);
