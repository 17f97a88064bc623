using System.Net;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Egress;
using Xunit;

namespace Realtime.SipGateway.Tests.Egress;

public sealed class EgressPolicyTests
{
    [Theory]
    [InlineData("api.example.com", "https://api.example.com/x", true)]
    [InlineData("API.example.com", "https://api.EXAMPLE.com./x", true)]
    [InlineData("api.example.com", "https://api.example.com:8443/x", true)]
    [InlineData("api.example.com:8443", "https://api.example.com:8443/x", true)]
    [InlineData("api.example.com:8443", "https://api.example.com/x", false)]
    [InlineData("*.example.com", "https://a.b.example.com/x", true)]
    [InlineData("*.example.com", "https://example.com/x", false)]
    [InlineData("*.example.com", "https://evilexample.com/x", false)]
    [InlineData("*", "https://anything.example/x", true)]
    [InlineData("example.com", "https://api.example.com/x", false)]
    public void Only_listed_hosts_are_reached(string allowed, string address, bool expected) =>
        Assert.Equal(expected, Policy([allowed], []).AllowsHost(new Uri(address)));

    [Fact]
    public void Nothing_is_reached_by_default() => Assert.False(Policy([], []).AllowsHost(new Uri("https://api.example.com/")));

    [Theory]
    [InlineData("93.184.216.34", true)]
    [InlineData("2606:2800:220:1::1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.9.1", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("fe80::1%3", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("64:ff9b::5db8:d822", true)]
    [InlineData("2002:7f00:1::", false)]
    public void Only_public_addresses_are_reached(string address, bool expected) =>
        Assert.Equal(expected, Policy(["*"], []).AllowsAddress(IPAddress.Parse(address)));

    [Fact]
    public void A_listed_private_address_is_reached_and_its_neighbour_is_not()
    {
        var policy = Policy(["*"], ["127.0.0.1", "10.1.0.0/16"]);

        Assert.True(policy.AllowsAddress(IPAddress.Loopback));
        Assert.True(policy.AllowsAddress(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.False(policy.AllowsAddress(IPAddress.Parse("127.0.0.2")));
        Assert.False(policy.AllowsAddress(IPAddress.Parse("10.2.0.1")));
    }

    [Fact]
    public void Every_bad_entry_is_told()
    {
        var result = new EgressOptionsValidator().Validate(null, new EgressOptions
        {
            AllowedHosts = ["https://x", "a b", "x/y", "*.*.com", "ok.example", "*.ok.example:443", "*"],
            AllowPrivateAddresses = ["10.0.0.0/33", "nine", "::1", "10.0.0.0/8"],
        });

        Assert.Equal(6, result.Failures!.Count());
    }

    private static EgressPolicy Policy(string[] hosts, string[] addresses) =>
        new(Options.Create(new EgressOptions { AllowedHosts = hosts, AllowPrivateAddresses = addresses }));
}
