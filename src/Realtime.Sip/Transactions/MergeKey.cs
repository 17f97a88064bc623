using Realtime.Sip.Messages;

namespace Realtime.Sip.Transactions;

/// <summary>What two copies of one request have in common that came by different paths (RFC 3261 8.2.2.2).</summary>
internal readonly record struct MergeKey(string CallId, string? FromTag, uint Number, SipMethod Method)
{
    public static MergeKey Of(SipRequest request) => new(request.CallId, request.From.Tag, request.CSeq.Number, request.Method);
}
