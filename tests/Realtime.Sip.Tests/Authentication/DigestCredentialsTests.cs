using System.Text;
using Realtime.Sip.Authentication;
using Xunit;

namespace Realtime.Sip.Tests.Authentication;

public sealed class DigestCredentialsTests
{
    [Theory]
    [InlineData("MD5", "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public void The_examples_of_RFC_7616_are_computed(string algorithm, string response)
    {
        var credentials = Parse(Rfc7616(algorithm, response));

        var hashedA1 = DigestCredentials.HashA1(credentials.Algorithm, "Mufasa", "http-auth@example.org", "Circle of Life");

        Assert.Equal(response, credentials.Compute(hashedA1, "GET"));
    }

    [Fact]
    public void The_example_of_RFC_2617_is_computed()
    {
        var credentials = Parse(
            "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", "
            + "qop=auth, nc=00000001, cnonce=\"0a4f113b\", response=\"6629fae49393a05397450978507c4ef1\"");

        var hashedA1 = DigestCredentials.HashA1(DigestAlgorithm.Md5, "Mufasa", "testrealm@host.com", "Circle Of Life");

        Assert.Equal("6629fae49393a05397450978507c4ef1", credentials.Compute(hashedA1, "GET"));
    }

    [Fact]
    public void What_is_written_reads_the_same()
    {
        var credentials = Parse(Rfc7616("SHA-256", "00"));

        Assert.Equal(credentials, Parse(credentials.ToString()));
    }

    [Theory]
    [InlineData("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")]
    [InlineData("Digest")]
    [InlineData("Digest username=\"a\"")]
    [InlineData("Digest username=\"a\", username=\"b\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"0\"")]
    [InlineData("Digest username=\"a, realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"0\"")]
    [InlineData("Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"0\", qop=auth")]
    [InlineData("Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"0\", qop=auth, nc=1, cnonce=\"c\"")]
    [InlineData("Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"0\", qop=auth, nc=00000000, cnonce=\"c\"")]
    [InlineData("Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"0\", qop=auth-int, nc=00000001, cnonce=\"c\"")]
    [InlineData("Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:a\", response=\"0\", algorithm=SHA-1")]
    public void What_is_no_digest_is_refused(string value) => Assert.False(DigestCredentials.TryParse(Encoding.UTF8.GetBytes(value), out _));

    [Fact]
    public void No_prefix_of_a_value_throws()
    {
        var value = Encoding.UTF8.GetBytes(Rfc7616("MD5", "\\\"00"));
        for (var length = 0; length <= value.Length; length++)
        {
            _ = DigestCredentials.TryParse(value.AsSpan(0, length), out _);
            _ = DigestChallenge.TryParse(value.AsSpan(0, length), isProxy: false, out _);
        }
    }

    private static DigestCredentials Parse(string value)
    {
        Assert.True(DigestCredentials.TryParse(Encoding.UTF8.GetBytes(value), out var credentials));
        return credentials;
    }

    private static string Rfc7616(string algorithm, string response) =>
        $"Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", algorithm={algorithm}, "
        + "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", "
        + $"qop=auth, response=\"{response}\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
}
