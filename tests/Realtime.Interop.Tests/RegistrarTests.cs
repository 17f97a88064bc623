using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Realtime.Sip;
using Realtime.Sip.Authentication;
using Realtime.Sip.Messages;
using Realtime.Sip.Registrations;
using Realtime.Sip.Transports;
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
