using System.Text;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls.Numbers;
using Realtime.SipGateway.Signalling;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling;

public sealed class TrunkHeadersTests
{
    private const string Diverted =
        "Diversion: <sip:+15550102@sbc.example>;reason=no-answer, <sip:+15550101@sbc.example>;reason=unconditional\r\n"
        + "History-Info: <sip:+15550103@sbc.example>;index=1, <sip:+15550104@sbc.example>;index=1.1\r\nP-Called-Party-ID: <sip:+15550105@sbc.example>\r\n"
        + "X-DID: 1-555-0106\r\nX-Called: \"Shop\" <sip:+15550107@sbc.example>\r\n";

    [Theory]
    [InlineData("request-uri", "+15550100")]
    [InlineData("to", "+15550109")]
    [InlineData("diversion", "+15550102")]
    [InlineData("diversion-last", "+15550101")]
    [InlineData("history-info", "+15550103")]
    [InlineData("p-called-party-id", "+15550105")]
    [InlineData("header:X-DID", "+15550106")]
    [InlineData("header:x-called", "+15550107")]
    [InlineData("header:X-Missing,diversion", "+15550102")]
    public void The_dialled_number_is_where_the_carrier_writes_it(string places, string number) => Assert.Equal(
        number,
        Read(new TrunkOptions { Numbers = new NumberOptions { Format = "e164" }, Headers = new TrunkHeaderOptions { Dialled = places.Split(',') } }, Diverted).Dialled);

    [Theory]
    [InlineData("", "+15550199", "Ann")]
    [InlineData("P-Asserted-Identity: <sip:+15550198@carrier.example>\r\n", "+15550198", "Ann")]
    [InlineData("P-Asserted-Identity: \"Bob\" <sip:bob@carrier.example>, <tel:+15550197>\r\n", "+15550197", "Ann")]
    [InlineData("Remote-Party-ID: \"Eve\" <sip:+15550196@carrier.example>;party=calling\r\n", "+15550196", "Eve")]
    [InlineData("Remote-Party-ID: \"Eve\" <sip:+15550196@carrier.example>;privacy=name\r\n", "+15550196", "Ann")]
    [InlineData("Privacy: none\r\n", "+15550199", "Ann")]
    public void The_caller_is_the_one_that_the_network_asserts(string headers, string caller, string name)
    {
        var parties = Read(new TrunkOptions(), headers);

        Assert.Equal((caller, name, false), (parties.Caller, parties.CallerName, parties.IsWithheld));
    }

    [Theory]
    [InlineData("P-Asserted-Identity: <sip:+15550198@carrier.example>\r\nPrivacy: id\r\n", "+15550199")]
    [InlineData("Privacy: header;user\r\n", "+15550199")]
    [InlineData("Privacy: critical; ID\r\n", "+15550199")]
    [InlineData("Remote-Party-ID: <sip:+15550196@carrier.example>;privacy=full\r\n", "+15550199")]
    [InlineData("P-Asserted-Identity: <sip:anonymous@anonymous.invalid>\r\n", "+15550199")]
    [InlineData("", "Anonymous")]
    [InlineData("", "restricted")]
    public void Who_does_not_want_to_be_known_is_withheld(string headers, string from)
    {
        var parties = Read(new TrunkOptions(), headers, from);

        Assert.Equal(("", null, true), (parties.Caller, parties.CallerName, parties.IsWithheld));
    }

    [Fact]
    public void A_number_behind_an_anonymous_From_is_known_when_the_carrier_asserts_it_and_nobody_asks_for_privacy() =>
        Assert.Equal("+15550198", Read(new TrunkOptions(), "P-Asserted-Identity: <sip:+15550198@carrier.example>\r\n", "anonymous").Caller);

    [Fact]
    public void A_trunk_may_be_told_not_to_honour_privacy() => Assert.Equal(
        "+15550199", Read(new TrunkOptions { Headers = new TrunkHeaderOptions { HonourPrivacy = false } }, "Privacy: id\r\n").Caller);

    [Theory]
    [InlineData("twilio", "15550199", "+15550199")]
    [InlineData("twilio", "+266696687", "")]
    [InlineData("Telnyx", "15550199", "+15550199")]
    [InlineData("generic", "15550199", "15550199")]
    public void A_profile_fills_in_what_the_carrier_is_known_for(string profile, string from, string caller) =>
        Assert.Equal(caller, Read(new TrunkOptions { Profile = profile }, "", from).Caller);

    [Theory]
    [InlineData("Diversion: <sip:+1555\r\n")]
    [InlineData("Diversion: \r\n")]
    public void A_place_that_cannot_be_read_is_passed_over(string headers) =>
        Assert.Equal("+15550100", Read(new TrunkOptions { Headers = new TrunkHeaderOptions { Dialled = ["diversion", "request-uri"] } }, headers).Dialled);

    private static CallParties Read(TrunkOptions options, string headers, string from = "+15550199") => new TrunkHeaders(options).Read((SipRequest)SipParser.Parse(Encoding.ASCII.GetBytes(
        "INVITE sip:+15550100@gateway SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\r\nMax-Forwards: 70\r\n"
        + $"From: \"Ann\" <sip:{from}@192.0.2.1>;tag=1\r\nTo: <sip:+15550109@gateway>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nContact: <sip:192.0.2.1>\r\n{headers}Content-Length: 0\r\n\r\n")).Message!);
}
