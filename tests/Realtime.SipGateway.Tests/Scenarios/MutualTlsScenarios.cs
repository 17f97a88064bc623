using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Realtime.Sip;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>Trunks that are known by their client certificate.</summary>
public sealed class MutualTlsScenarios : IDisposable
{
    private const string Host = "gateway.test";

    private readonly string _folder = Directory.CreateTempSubdirectory("mutual-tls-").FullName;
    private readonly X509Certificate2 _server = Certificate(Host);
    private readonly X509Certificate2 _carrier = Certificate("sbc.carrier.test");
    private readonly X509Certificate2 _other = Certificate("sbc.other.test");

    public void Dispose()
    {
        _server.Dispose();
        _carrier.Dispose();
        _other.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_trunk_is_known_by_the_name_in_its_certificate()
    {
        await using var scenario = await StartAsync();
        await using var caller = await CallerAsync(_carrier);

        var call = await CallAsync(scenario, caller);

        Assert.Equal(200, call.Outcome.Response!.StatusCode);
        Assert.Equal("tls-carrier", (await scenario.SeenAsync<InviteReceived>()).Trunk);
        Assert.Equal(new CallerAuthenticated("certificate", "sbc.carrier.test"), await scenario.SeenAsync<CallerAuthenticated>());
        await call.HangUpAsync();
    }

    [Fact]
    public async Task Another_certificate_or_none_opens_nothing()
    {
        await using var scenario = await StartAsync();
        foreach (var certificate in new[] { _other, null })
        {
            await using var caller = await CallerAsync(certificate);

            Assert.Equal(403, (await CallAsync(scenario, caller)).Outcome.Response!.StatusCode);
        }

        Assert.Equal(2, scenario.Log.Lines.Count(line => line.Message.Contains("has no certificate of trunk tls-carrier", StringComparison.Ordinal)));
    }

    private static Task<UacCall> CallAsync(GatewayScenario scenario, SipEndpoint caller) => UacCall.InviteAsync(
        caller.Dialogs,
        new UacInvite
        {
            Uri = SipUri.Parse($"sip:+15550100@{Host};transport=tls"),
            From = NameAddress.Parse("<sip:+15550199@carrier.test>"),
            Destination = new SipDestination(SipTransportKind.Tls, scenario.SipTls) { TlsHostName = Host },
            Body = SipBody.Sdp(TrunkCaller.SrtpOffer),
        },
        TestContext.Current.CancellationToken);

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private async Task<SipEndpoint> CallerAsync(X509Certificate2? certificate)
    {
        var caller = new SipEndpoint(new SipEndpointOptions
        {
            TlsClient = new SipTlsClientOptions
            {
                TrustAnchors = new X509Certificate2Collection(X509CertificateLoader.LoadCertificate(_server.RawData)),
                Identity = certificate,
            },
        });
        await caller.StartAsync(TestContext.Current.CancellationToken);
        return caller;
    }

    private Task<GatewayScenario> StartAsync()
    {
        using var key = _server.GetECDsaPrivateKey()!;
        return GatewayScenario.StartAsync(new Dictionary<string, string?>
        {
            ["Trunks:carrier:Sources:0"] = "203.0.113.1",
            ["Sip:Listeners:2:Transport"] = "tls",
            ["Sip:Listeners:2:Address"] = "127.0.0.1:0",
            ["Sip:Listeners:2:CertificateFile"] = Write("server.pem", _server.ExportCertificatePem()),
            ["Sip:Listeners:2:CertificateKeyFile"] = Write("server.key", key.ExportPkcs8PrivateKeyPem()),
            ["Sip:Listeners:2:ClientCertificates"] = "request",
            ["Sip:Listeners:2:ClientAuthorityFile"] = Write("clients.pem", _carrier.ExportCertificatePem() + "\n" + _other.ExportCertificatePem()),
            ["Trunks:tls-carrier:Tls:AllowedNames:0"] = "sbc.carrier.test",
            ["Trunks:tls-carrier:MediaNetworks:0"] = "127.0.0.0/8",
        });
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
