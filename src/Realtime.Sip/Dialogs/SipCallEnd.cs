namespace Realtime.Sip.Dialogs;

/// <summary>How a <see cref="SipCall"/> ended, and the Reason header of the BYE or CANCEL that ended it, as it came.</summary>
public sealed record SipCallEnd(SipCallEnding Ending, string? Reason = null);
