using System.Net;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Dialogs;

/// <summary>Where requests inside a dialog go.</summary>
public sealed class DialogPathTests
{
    [Theory]
    [InlineData("<sip:alice@198.51.100.9:5090>", null, "198.51.100.9:5090")]
    [InlineData("<sip:alice@198.51.100.9:5090>", "<sip:203.0.113.1:5062;lr>, <sip:203.0.113.2;lr>", "203.0.113.1:5062")]
    [InlineData("<sip:alice@known.example>", null, "203.0.113.77:5060")]
    [InlineData("<sip:alice@unknown.example>", null, "198.51.100.7:5060")]
    public async Task A_dialog_over_UDP_follows_its_routes_then_its_Contact_and_else_goes_back(string contact, string? recordRoute, string expected)
    {
        UasCall? call = null;
        await using var rig = await SipRig.StartAsync(
            endpoint => endpoint.OnInvite((_, invite, _) =>
            {
                call = UasCall.Accept(endpoint.Dialogs, invite);
                call!.Answer(SipBody.Sdp(SipRig.Answer));
                return Task.CompletedTask;
            }),
            resolver: new Names());
        var invite = SipText.Request("INVITE", extra: recordRoute is null ? null : "Record-Route: " + recordRoute)
            .Replace("<sip:alice@198.51.100.7:5060>", contact, StringComparison.Ordinal);
        rig.Wire.Receive(invite);
        var ok = rig.Expect("200 INVITE");
        rig.Wire.Receive(SipText.Request("ACK", branch: "z9hG4bK-ack", toTag: SipText.Parameter(SipText.Header(ok.Text, "To"), "tag")));

        _ = call!.HangUpAsync();

        Assert.Equal(IPEndPoint.Parse(expected), rig.Expect("BYE").Flow.Remote);
    }

    [Fact]
    public async Task A_resolver_that_throws_costs_the_request_and_not_the_end_of_the_call()
    {
        UasCall? call = null;
        await using var rig = await SipRig.StartAsync(
            endpoint => endpoint.OnInvite((_, invite, _) =>
            {
                call = UasCall.Accept(endpoint.Dialogs, invite);
                call!.Answer(SipBody.Sdp(SipRig.Answer));
                return Task.CompletedTask;
            }),
            resolver: new Broken());
        rig.Wire.Receive(SipText.Request("INVITE"));
        var ok = rig.Expect("200 INVITE");
        rig.Wire.Receive(SipText.Request("ACK", branch: "z9hG4bK-ack", toTag: SipText.Parameter(SipText.Header(ok.Text, "To"), "tag")));

        await call!.HangUpAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);

        rig.ExpectSilence();
        Assert.Contains(rig.Log.Lines, line => line.Id.Id == 3001);
    }

    private sealed class Broken : ISipResolver
    {
        public ValueTask<IReadOnlyList<SipDestination>> ResolveAsync(SipUri uri, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("of the test");
    }

    /// <summary>One name is known, no other is.</summary>
    private sealed class Names : ISipResolver
    {
        public ValueTask<IReadOnlyList<SipDestination>> ResolveAsync(SipUri uri, CancellationToken cancellationToken)
        {
            var host = uri.Host == "known.example" ? "203.0.113.77" : uri.Host;
            return ValueTask.FromResult<IReadOnlyList<SipDestination>>(IPAddress.TryParse(host, out var address)
                ? [new SipDestination(SipTransportKind.Udp, new IPEndPoint(address, uri.Port ?? 5060))]
                : []);
        }
    }
}
