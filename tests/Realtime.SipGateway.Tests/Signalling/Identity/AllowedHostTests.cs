using Realtime.SipGateway.Signalling.Identity;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling.Identity;

public sealed class AllowedHostTests
{
    [Theory]
    [InlineData("certs.example.com", "https://certs.example.com/a", true)]
    [InlineData("certs.example.com", "https://CERTS.example.com:443/a", true)]
    [InlineData("certs.example.com", "https://certs.example.com:8443/a", false)]
    [InlineData("certs.example.com:8443", "https://certs.example.com:8443/a", true)]
    [InlineData("certs.example.com", "https://x.certs.example.com/a", false)]
    [InlineData("*.example.com", "https://certs.example.com/a", true)]
    [InlineData("*.example.com", "https://example.com/a", false)]
    [InlineData("*.example.com", "https://badexample.com/a", false)]
    public void A_host_allows_itself_and_no_other(string host, string address, bool allowed)
    {
        Assert.True(AllowedHost.TryParse(host, out var parsed));
        Assert.Equal(allowed, parsed.Allows(new Uri(address)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("https://certs.example.com")]
    [InlineData("certs.example.com/path")]
    [InlineData("user@certs.example.com")]
    [InlineData("certs.*.com")]
    public void What_is_no_host_is_refused(string text) => Assert.False(AllowedHost.TryParse(text, out _));
}
