using System.Security.Cryptography;
using System.Text;

namespace Realtime.Demo;

/// <summary>The site of the demo: a scratch folder with the gateway's configuration and policy, ports, and keys made for this run.</summary>
internal sealed class DemoSite(string folder, DemoPorts ports, bool stays)
{
    public const string Number = "+15550100";

    private const string Project = "proj_demo";

    public string Folder { get; } = folder;

    public DemoPorts Ports { get; } = ports;

    public Uri Gateway { get; } = new($"http://127.0.0.1:{ports.Http}");

    public Uri Simulator { get; } = new($"https://127.0.0.1:{ports.Api}");

    /// <summary>The certificate authority that the simulator makes when it starts.</summary>
    public string AuthorityFile => Path.Combine(Folder, "ca.pem");

    /// <summary>Reads the gateway's events and records.</summary>
    public string ApiKey { get; } = RandomSecret("gw_");

    private string OpenAiKey { get; } = RandomSecret("sk-demo-");

    private string WebhookSecret { get; } = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public Dictionary<string, string> SimulatorSettings => new()
    {
        ["Simulator__ApiPort"] = $"{Ports.Api}",
        ["Simulator__SipTlsPort"] = $"{Ports.SipTls}",
        ["Simulator__ProjectId"] = Project,
        ["Simulator__ApiKey"] = OpenAiKey,
        ["Simulator__WebhookUrl"] = new Uri(Gateway, "/webhooks/openai").ToString(),
        ["Simulator__WebhookSecret"] = WebhookSecret,
        ["Simulator__CertificateFolder"] = Folder,
        ["Simulator__PlainRtp"] = stays ? "heard" : "silent",
    };

    /// <summary>Secrets by reference: the configuration names these variables.</summary>
    public Dictionary<string, string> GatewaySettings => new()
    {
        ["DEMO_OPENAI_KEY"] = OpenAiKey,
        ["DEMO_WEBHOOK_SECRET"] = WebhookSecret,
    };

    /// <summary>Writes <c>appsettings.json</c> and <c>policy.json</c> as an operator would.</summary>
    public void Write()
    {
        Directory.CreateDirectory(Folder);
        Fill("demo-appsettings.json", "appsettings.json");
        Fill("demo-policy.json", "policy.json");
    }

    private static string RandomSecret(string prefix) => prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));

    private void Fill(string template, string file)
    {
        var text = new StringBuilder(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, template)));
        text.Replace("{http-port}", $"{Ports.Http}")
            .Replace("{sip-port}", $"{Ports.Sip}")
            .Replace("{sip-tls-port}", $"{Ports.SipTls}")
            .Replace("{api-port}", $"{Ports.Api}")
            .Replace("{tool-port}", $"{Ports.Tool}")
            .Replace("{media-policy}", stays ? "allow-rtp" : "require-srtp")
            .Replace("{media-network}", stays ? "0.0.0.0/0" : "127.0.0.0/8")
            .Replace("{api-key-hash}", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ApiKey))));
        File.WriteAllText(Path.Combine(Folder, file), text.ToString());
    }
}
