using System.Text;
using Realtime.SipGateway.Telemetry;
using Xunit;

namespace Realtime.SipGateway.Tests.Telemetry;

public sealed class SipRedactionTests
{
    private readonly Redactor _redactor = new();

    [Theory]
    [InlineData("Authorization: Digest username=\"u\", response=\"0123\"", "Authorization: ")]
    [InlineData("Proxy-Authorization : Digest response=\"0123\"", "Proxy-Authorization : ")]
    [InlineData("proxy-authorization: Digest username=\"u\",\r\n response=\"0123\"", "proxy-authorization: ")]
    [InlineData("Identity: eyJhbGciOiJFUzI1NiJ9.e30.c2ln;info=<https://c.example/a.pem>", "Identity: ")]
    [InlineData("y: eyJhbGciOiJFUzI1NiJ9.e30.c2ln", "y: ")]
    [InlineData("X-Gateway-Token: 1.abcdef", "X-Gateway-Token: ")]
    [InlineData("k=clear:secret", "k=")]
    [InlineData("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^20", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:")]
    public void Secrets_become_stars_and_every_length_stays(string secret, string kept)
    {
        var message = $"INVITE sip:a@b SIP/2.0\r\nCall-ID: 4111111111111111@b\r\n{secret}\r\nContent-Length: 0\r\n\r\n";

        var redacted = Encoding.Latin1.GetString(_redactor.Sip(Encoding.Latin1.GetBytes(message)).Span);

        Assert.Equal(message.Length, redacted.Length);
        Assert.Contains(kept + "*", redacted, StringComparison.Ordinal);
        Assert.All(["0123", "username", "eyJ", "abcdef", "secret", "d0Rm"], part => Assert.DoesNotContain(part, redacted, StringComparison.Ordinal));
        Assert.Contains("4111111111111111@b\r\n", redacted, StringComparison.Ordinal);
        Assert.EndsWith("\r\nContent-Length: 0\r\n\r\n", redacted, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_without_secrets_passes_byte_for_byte()
    {
        ReadOnlyMemory<byte> message = Encoding.UTF8.GetBytes("OPTIONS sip:a@b SIP/2.0\r\nP-Asserted-Identity: <sip:ü@b>\r\n\r\n");

        Assert.Equal(message, _redactor.Sip(message));
    }
}
