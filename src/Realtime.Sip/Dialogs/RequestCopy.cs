using Realtime.Sip.Messages;

namespace Realtime.Sip.Dialogs;

/// <summary>A request that goes out again because its refusal asked for something else: all that is not the transaction's stays.</summary>
internal static class RequestCopy
{
    public static SipRequest Of(SipRequest request, uint number)
    {
        var again = new SipRequest(request.Method, request.RequestUri) { Body = request.Body };
        foreach (var header in request.Headers)
        {
            if (header.Id is not (SipHeaderId.Via or SipHeaderId.CSeq))
            {
                again.Headers.Add(header);
            }
        }

        again.CSeq = new CSeq(number, request.Method);
        return again;
    }
}
