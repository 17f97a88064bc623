using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Realtime.Interop.Tests.Sipp;
using Realtime.Sip;
using Realtime.Sip.Authentication;
using Realtime.Sip.Messages;
using Realtime.Sip.Registrations;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>Kamailio as the provider that we register with.</summary>
public sealed class RegistrarTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task We_register_with_digest_and_leave(string transport)
    {
        using var folder = new TemporaryFolder();
        var (udp, tcp) = (Ports.Free(), Ports.Free());
        await using var kamailio = await Kamailio.StartAsync(
            folder, "registrar.cfg", ("udp:203.0.113.6:5060", $"udp:{udp}"), ("tcp:203.0.113.6:5060", $"tcp:{tcp}"));
        await using var endpoint = new SipEndpoint(new SipEndpointOptions { Listeners = { Listener(SipTransportKind.Udp), Listener(SipTransportKind.Tcp) } });
        await endpoint.StartAsync(TestContext.Current.CancellationToken);
        await using var registration = Register(endpoint, transport == "udp" ? udp : tcp, transport, "change-me");

        await UntilAsync(() => registration.Status.IsRegistered, registration);
        Assert.NotNull(registration.Status.Contact);
        await registration.StopAsync();

        Assert.Equal(RegistrationPhase.Ended, registration.Status.Phase);
    }

    [Fact]
    public async Task A_wrong_password_is_not_tried_again_and_again()
    {
        using var folder = new TemporaryFolder();
        var (udp, tcp) = (Ports.Free(), Ports.Free());
        await using var kamailio = await Kamailio.StartAsync(
            folder, "registrar.cfg", ("udp:203.0.113.6:5060", $"udp:{udp}"), ("tcp:203.0.113.6:5060", $"tcp:{tcp}"));
        await using var endpoint = new SipEndpoint(new SipEndpointOptions { Listeners = { Listener(SipTransportKind.Udp) } });
        await endpoint.StartAsync(TestContext.Current.CancellationToken);
        await using var registration = Register(endpoint, udp, "udp", "wrong");

        await UntilAsync(() => registration.Status.Failures > 0, registration);

        Assert.False(registration.Status.IsRegistered);
        Assert.Contains("401", registration.Status.LastAnswer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_gateway_registers_and_the_calls_of_the_provider_come_in()
    {
        using var folder = new TemporaryFolder();
        var (udp, tcp) = (Ports.Free(), Ports.Free());
        await using var kamailio = await Kamailio.StartAsync(
            folder, "registrar.cfg", ("udp:203.0.113.6:5060", $"udp:{udp}"), ("tcp:203.0.113.6:5060", $"tcp:{tcp}"));
        Environment.SetEnvironmentVariable("INTEROP_REGISTRAR_PASSWORD", "change-me");
        await using var scenario = await GatewayScenario.StartAsync(new()
        {
            ["Trunks:carrier:Registration:Registrar"] = $"sip:{udp};transport=udp",
            ["Trunks:carrier:Registration:AddressOfRecord"] = "sip:trunk@provider.example.net",
            ["Trunks:carrier:Registration:ContactUser"] = "+15550100",
            ["Trunks:carrier:Credentials:Username"] = "trunk",
            ["Trunks:carrier:Credentials:Password"] = "env:INTEROP_REGISTRAR_PASSWORD",
        });

        // 480 until the registration is there; then the gateway's own no.
        await GatewayScenario.EventuallyAsync(async () =>
        {
            await using var probe = new TrunkCaller(udp);
            await probe.InviteAsync(from: "+15556660000");
            return (await probe.FinalAsync()).StatusCode == 603 ? "registered" : null;
        });
        await using var sipp = SippRun.Call("Legs/plain.caller", "udp", udp, "registered", "-s", "+15550100");
        await sipp.SucceedsAsync();

        Assert.Equal(SipGateway.Calls.CallCause.CallerHungUp, (await scenario.RecordAsync("registered")).Cause);
    }

    private static SipRegistration Register(SipEndpoint endpoint, IPEndPoint registrar, string transport, string password)
    {
        var registration = new SipRegistration(
            endpoint.Transactions,
            new RegistrationOptions
            {
                Registrar = SipUri.Parse($"sip:{registrar};transport={transport}"),
                AddressOfRecord = SipUri.Parse("sip:trunk@provider.example.net"),
                Credentials = new SipCredentials("trunk", password),
            },
            TimeProvider.System,
            NullLogger.Instance);
        registration.Start();
        return registration;
    }

    private static SipListenerOptions Listener(SipTransportKind kind) => new() { Kind = kind, Address = new IPEndPoint(IPAddress.Loopback, 0) };

    private static async Task UntilAsync(Func<bool> condition, SipRegistration registration)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, $"{registration.Status}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
