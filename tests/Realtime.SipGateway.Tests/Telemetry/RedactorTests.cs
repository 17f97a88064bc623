using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Telemetry;
using Xunit;

namespace Realtime.SipGateway.Tests.Telemetry;

public sealed class RedactorTests
{
    private readonly Redactor _redactor = new();

    [Theory]
    [InlineData("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^20", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:[redacted]|2^20")]
    [InlineData("Authorization: Digest username=\"a\", response=\"beef\"\r\nTo: <sip:b>", "Authorization: [redacted]\r\nTo: <sip:b>")]
    [InlineData("Proxy-Authorization: Digest x", "Proxy-Authorization: [redacted]")]
    [InlineData("with Bearer abc.def-123 inside", "with Bearer [redacted] inside")]
    [InlineData("key sk-proj-0123456789 and ek_0123456789 and whsec_c2VjcmV0c2VjcmV0", "key [redacted] and [redacted] and [redacted]")]
    [InlineData("https://tool/?token=abc&x=1", "https://tool/?token=[redacted]&x=1")]
    [InlineData("POST https://gw/callbacks/tools/abc.17.sig?x=1", "POST https://gw/callbacks/tools/[redacted]?x=1")]
    [InlineData("card 4111-1111-1111-1111 ok", "card [redacted] ok")]
    [InlineData("card 4111 1111 1111 1111", "card [redacted]")]
    public void Secrets_and_cards_are_taken_out(string text, string expected) => Assert.Equal(expected, _redactor.Text(text));

    [Theory]
    [InlineData("order 1234567890123456 is not a card")]
    [InlineData("call +1 555 0100 now")]
    [InlineData("The token ring was slow.")]
    [InlineData("")]
    public void Everything_else_stays(string text) => Assert.Equal(text, _redactor.Text(text));

    [Theory]
    [InlineData("+4915112340000", "+4915112340000")]
    [InlineData("+4111111111111111", "+[redacted]")]
    [InlineData("4111-1111-1111-1111", "[redacted]")]
    public void Telephone_numbers_are_no_cards(string number, string expected)
    {
        Assert.Equal(expected, _redactor.Number(number));
        var invite = new InviteReceived("carrier", "192.0.2.1:5060", "udp", number, number, null, "a@b", null, number, number);
        Assert.Equal(invite with { Dialled = expected, Caller = expected, DialledAsSent = expected, CallerAsSent = expected }, invite.Redact(_redactor));
    }

    [Fact]
    public void Nothing_stays_nothing() => Assert.Null(_redactor.Text(null));
}
