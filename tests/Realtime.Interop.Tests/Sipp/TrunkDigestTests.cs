using Realtime.SipGateway.Calls;
using Xunit;

namespace Realtime.Interop.Tests.Sipp;

/// <summary>sipp has to prove who it is.</summary>
public sealed class TrunkDigestTests(DigestStage stage) : IClassFixture<DigestStage>
{
    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task With_the_password_the_call_goes(string transport)
    {
        var record = await stage.RunAsync("digest", transport, arguments: Credentials(transport, DigestStage.Password));

        Assert.Equal(CallCause.CallerHungUp, record!.Cause);
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task Without_it_nothing_happens(string transport) =>
        Assert.Null(await stage.RunAsync("digest-wrong", transport, isCall: false, arguments: Credentials(transport, "guess")));

    /// <summary>Of itself sipp proves itself for the host alone, and not for the Request-URI (RFC 3261 §22.4).</summary>
    private string[] Credentials(string transport, string password) =>
        ["-au", "carrier", "-ap", password, "-auth_uri", $"+15550100@{(transport == "udp" ? stage.Scenario.Sip : stage.Scenario.SipTcp)}"];
}
