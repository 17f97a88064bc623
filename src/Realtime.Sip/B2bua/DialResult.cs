using Realtime.Sip.Messages;

namespace Realtime.Sip.B2bua;

/// <summary>How one attempt ended. <paramref name="Response"/> is there when the target answered or refused; it is the target's word, not ours.</summary>
public sealed record DialResult(DialStatus Status, SipResponse? Response = null)
{
    /// <summary>The target's status code; 0 when it sent no final answer.</summary>
    public int StatusCode => Response?.StatusCode ?? 0;
}
