namespace Realtime.SipGateway.OpenAi;

/// <summary>The commands of <c>/realtime/calls/{call_id}/…</c> that the gateway uses.</summary>
internal enum CallCommand
{
    Accept,
    Reject,
    HangUp,
    Refer,
}
