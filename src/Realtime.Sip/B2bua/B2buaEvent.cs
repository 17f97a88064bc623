using Realtime.Sip.Messages;

namespace Realtime.Sip.B2bua;

/// <summary>One thing that happened to a call.</summary>
/// <param name="Kind">What.</param>
/// <param name="Side">The leg that it is about.</param>
/// <param name="At">When, by the clock of the stack.</param>
/// <param name="Status">The SIP status, where there is one.</param>
/// <param name="Message">The message that it came or went with, where there is one; what a peer sent is untrusted.</param>
public readonly record struct B2buaEvent(B2buaEventKind Kind, B2buaSide Side, DateTimeOffset At, int Status, SipMessage? Message);
