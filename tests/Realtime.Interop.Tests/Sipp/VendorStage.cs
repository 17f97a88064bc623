using Realtime.SipGateway.Tests.Scenarios;

namespace Realtime.Interop.Tests.Sipp;

/// <summary>A gateway whose first AI target is sipp behind TLS, and whose second one is a simulator.</summary>
internal sealed class VendorStage : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Certificates _certificates;
    private readonly SippRun _target;
    private readonly TlsFront _front;

    private VendorStage(SippRun target, System.Net.IPEndPoint address)
    {
        _certificates = new Certificates(_folder);
        _target = target;
        _front = new TlsFront(_certificates.Issue("vendor.test"), address);
    }

    public SippRun Target => _target;

    public GatewayScenario Scenario { get; private set; } = null!;

    public static async Task<VendorStage> StartAsync(string behaviour)
    {
        var address = Ports.Free();
        var stage = new VendorStage(await SippRun.TakeAsync($"Vendor/{behaviour}", "tcp", address), address);
        stage.Scenario = await GatewayScenario.StartAsync(
            new()
            {
                ["Sip:WebhookTimeoutMs"] = "2000",
                ["Targets:openai:SipUri"] = $"sip:{GatewayScenario.Project}@vendor.test:5061;transport=tls",
                ["Targets:openai:OutboundProxy"] = stage._front.EndPoint.ToString(),
                ["Targets:openai:CertificateAuthorityFile"] = stage._certificates.AuthorityFile,
            },
            backup: [],
            accept: "\"targets\": [ \"openai\", \"backup\" ]");
        return stage;
    }

    public async ValueTask DisposeAsync()
    {
        await Scenario.DisposeAsync();
        await _front.DisposeAsync();
        await _target.DisposeAsync();
        _certificates.Dispose();
        _folder.Dispose();
    }
}
