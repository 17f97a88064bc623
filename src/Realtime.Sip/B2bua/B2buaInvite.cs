using System.Buffers.Text;
using System.Globalization;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.B2bua;

/// <summary>Builds the INVITE to a target out of the caller's: everything is new but the body and what may cross.</summary>
internal static class B2buaInvite
{
    private const int InitialMaxForwards = 70;
    private const string Anonymous = "anonymous";

    public static SipRequest Create(SipRequest callers, B2buaTarget target, string tag, string allow, B2buaHeaderPolicy policy)
    {
        var request = new SipRequest(SipMethod.Invite, target.Uri);
        request.Headers.Add(SipHeaderId.MaxForwards, HopsLeft(callers).ToString(CultureInfo.InvariantCulture));
        request.From = target.From?.WithTag(tag) ?? FromOf(callers, "invalid", tag);
        request.To = target.To ?? NameAddress.Create(target.Uri.WithoutHeaders());
        request.CallId = DialogTags.NewCallId();
        request.CSeq = new CSeq(1, SipMethod.Invite);
        request.Headers.Add(SipHeaderId.Allow, allow);
        foreach (var header in target.Headers)
        {
            request.Headers.Add(header);
        }

        policy.Cross(B2buaSide.Caller, callers, request);
        target.Offer?.AddTo(request);
        return request;
    }

    /// <summary>What only the flow tells: our own host.</summary>
    public static void Complete(SipRequest request, SipFlow flow, SipRequest callers, B2buaTarget target)
    {
        request.Contact = DialogContact.For(flow);
        if (target.From is null)
        {
            request.From = FromOf(callers, flow.AdvertisedHost, request.From.Tag!);
        }
    }

    /// <summary>The caller's name and number at our host: its own host is its own matter.</summary>
    private static NameAddress FromOf(SipRequest callers, string host, string tag)
    {
        var from = callers.From;
        return NameAddress.Create(SipUri.Create(from.Uri.User ?? Anonymous, host), from.DisplayName, tag);
    }

    private static int HopsLeft(SipRequest callers) =>
        callers.Headers.TryGet(SipHeaderId.MaxForwards, out var header) && Utf8Parser.TryParse(header.ValueBytes.Span, out int hops, out _) && hops > 0
            ? Math.Min(hops, InitialMaxForwards) - 1
            : InitialMaxForwards - 1;
}
