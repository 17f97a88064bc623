using System.Text;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Signalling.Identity;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling.Identity;

public sealed class CarrierVerstatTests
{
    [Theory]
    [InlineData("P-Asserted-Identity: <sip:+15551212;verstat=TN-Validation-Passed@carrier.example;user=phone>\r\nP-Attestation-Indicator: B", "TN-Validation-Passed", "B")]
    [InlineData("P-Asserted-Identity: <tel:+15551212;verstat=TN-Validation-Failed>", "TN-Validation-Failed", null)]
    [InlineData("P-Asserted-Identity: <sip:+15551212@carrier.example;verstat=No-TN-Validation>", "No-TN-Validation", null)]
    [InlineData("X-Twilio-VerStat: TN-Validation-Passed-A", "TN-Validation-Passed", "A")]
    [InlineData("X-Twilio-VerStat: TN-Validation-Failed-C", "TN-Validation-Failed", null)]
    [InlineData("X-Twilio-VerStat: Sure", null, null)]
    [InlineData("P-Attestation-Indicator: A", null, null)]
    [InlineData("Subject: none", null, null)]
    public void The_carriers_word_is_read(string headers, string? verstat, string? attestation) =>
        Assert.Equal((verstat, attestation), CarrierVerstat.Read(Invite(headers)));

    private static SipRequest Invite(string headers) => (SipRequest)SipParser.Parse(Encoding.ASCII.GetBytes(
        "INVITE sip:+15550100@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:+15550199@127.0.0.1>;tag=a\r\n"
        + $"To: <sip:+15550100@127.0.0.1>\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\nContact: <sip:127.0.0.1>\r\nMax-Forwards: 70\r\n{headers}\r\n\r\n")).Message!;
}
