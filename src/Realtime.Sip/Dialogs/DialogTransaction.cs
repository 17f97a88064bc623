using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Dialogs;

/// <summary>A transaction of a dialog whose outcome is known.</summary>
/// <param name="IsOurs">We sent the request; else we answered it.</param>
/// <param name="Request">The request; what a peer sent is untrusted.</param>
/// <param name="Began">When it was given to be sent, or came.</param>
/// <param name="Ended">When its final response came or went.</param>
/// <param name="Status">The final response; 0: there was none.</param>
/// <param name="Flow">The way of the response, else of the request; null: no way was found.</param>
public readonly record struct DialogTransaction(bool IsOurs, SipRequest Request, DateTimeOffset Began, DateTimeOffset Ended, int Status, SipFlow? Flow);
