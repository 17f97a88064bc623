using System.Text;
using Realtime.Sip.B2bua;
using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

public sealed class B2buaRequestsTests
{
    private const string Last = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 0\r\n";
    private const string Changed = "v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\nm=audio 4002 RTP/AVP 0\r\n";

    [Theory]
    [InlineData("INVITE", Last, "Update, Info", B2buaOfferPolicy.Relay, B2buaVerdict.Refresh)]
    [InlineData("INVITE", Last, "None", B2buaOfferPolicy.Reject, B2buaVerdict.Refresh)]
    [InlineData("INVITE", Changed, "None", B2buaOfferPolicy.Relay, B2buaVerdict.ReInvite)]
    [InlineData("INVITE", Changed, "None", B2buaOfferPolicy.Reject, B2buaVerdict.NotAcceptable)]
    [InlineData("INVITE", "", "None", B2buaOfferPolicy.Relay, B2buaVerdict.ReInvite)]
    [InlineData("INVITE", "", "None", B2buaOfferPolicy.Reject, B2buaVerdict.Refresh)]
    [InlineData("UPDATE", "", "Update", B2buaOfferPolicy.Relay, B2buaVerdict.Ok)]
    [InlineData("UPDATE", Last, "Update", B2buaOfferPolicy.Relay, B2buaVerdict.OkWithLastBody)]
    [InlineData("UPDATE", Changed, "Update", B2buaOfferPolicy.Relay, B2buaVerdict.Update)]
    [InlineData("UPDATE", Changed, "Info", B2buaOfferPolicy.Relay, B2buaVerdict.NotAcceptable)]
    [InlineData("UPDATE", Changed, "Update", B2buaOfferPolicy.Reject, B2buaVerdict.NotAcceptable)]
    [InlineData("INFO", "Signal=5", "Info", B2buaOfferPolicy.Reject, B2buaVerdict.Info)]
    [InlineData("INFO", "Signal=5", "Update", B2buaOfferPolicy.Relay, B2buaVerdict.NotAllowed)]
    [InlineData("OPTIONS", "", "None", B2buaOfferPolicy.Relay, B2buaVerdict.Ok)]
    [InlineData("BYE", "", "None", B2buaOfferPolicy.Relay, B2buaVerdict.Bye)]
    [InlineData("REFER", "", "None", B2buaOfferPolicy.Relay, B2buaVerdict.Refer)]
    [InlineData("MESSAGE", "hello", "Update, Info", B2buaOfferPolicy.Relay, B2buaVerdict.NotAllowed)]
    [InlineData("PRACK", "", "Update, Info", B2buaOfferPolicy.Relay, B2buaVerdict.NotAllowed)]
    public void Each_request_inside_a_dialog_has_its_verdict(string method, string body, string allowed, object policy, object verdict)
    {
        var request = new SipRequest(SipMethod.Parse(method), SipUri.Parse("sip:gw.example.net")) { Body = Encoding.UTF8.GetBytes(body) };

        Assert.Equal(
            verdict,
            B2buaRequests.Judge(request, Encoding.UTF8.GetBytes(Last), Enum.Parse<B2buaAllowed>(allowed), (B2buaOfferPolicy)policy));
    }
}
