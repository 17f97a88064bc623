using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;
using Xunit;

namespace Realtime.SipGateway.Tests.OpenAi;

public class TargetsTests
{
    private static readonly Dictionary<string, string?> Local = new()
    {
        ["Targets:sim:ApiBaseUrl"] = "https://127.0.0.1:8443/v1",
        ["Targets:sim:ApiKey"] = "literal:key",
        ["Targets:sim:WebhookSecrets:0"] = "literal:whsec_AAAA",
        ["Targets:sim:WebhookSecrets:1"] = "literal:whsec_BBBB",
        ["Targets:sim:SipUri"] = "sip:proj_x@sip.api.openai.test;transport=tls",
        ["Targets:sim:OutboundProxy"] = "127.0.0.1:5061",
    };

    [Fact]
    public void A_target_is_read_from_the_configuration()
    {
        using var services = Services(Local);
        Assert.True(services.GetRequiredService<TargetCatalog>().TryGet("sim", out var target));

        Assert.Equal("https://127.0.0.1:8443/v1/", target.ApiBaseUrl.ToString());
        Assert.Equal("wss://127.0.0.1:8443/v1/realtime", target.WebSocketUrl.ToString());
        Assert.Equal(["whsec_AAAA", "whsec_BBBB"], target.WebhookSecrets.Select(secret => secret.Read()));
        Assert.Equal("127.0.0.1:5061", target.OutboundProxy!.ToString());
        Assert.Contains(new KeyValuePair<string, string>("Authorization", "Bearer key"), target.Headers());
        Assert.Equal("sim", services.GetRequiredService<TargetCatalog>().DefaultName);
        Assert.Equal("sim", services.GetRequiredService<PolicySite>().DefaultTarget);
    }

    [Fact]
    public void The_websocket_of_the_vendor_is_derived_from_its_api()
    {
        var target = new Target("openai", new TargetOptions { ApiKey = "literal:k" });

        Assert.Equal("wss://api.openai.com/v1/realtime", target.WebSocketUrl.ToString());
    }

    [Fact]
    public void Of_several_targets_only_a_marked_one_is_the_default()
    {
        var settings = new Dictionary<string, string?>(Local) { ["Targets:two:ApiBaseUrl"] = "https://localhost/v1", ["Targets:two:ApiKey"] = "literal:k" };
        using (var services = Services(settings))
        {
            Assert.Null(services.GetRequiredService<TargetCatalog>().DefaultName);
        }

        settings["Targets:two:Default"] = "true";
        using var marked = Services(settings);
        Assert.Equal("two", marked.GetRequiredService<TargetCatalog>().DefaultName);
    }

    [Theory]
    [InlineData("ApiBaseUrl", "ftp://x/", "Targets:sim:ApiBaseUrl: \"ftp://x/\" is no https address")]
    [InlineData("ApiBaseUrl", "http://api.example.com/v1", "Targets:sim:ApiBaseUrl: \"http://api.example.com/v1\" would send the key in clear")]
    [InlineData("ApiBaseUrl", "https://api.example.com/v1", "Targets:sim:ApiKey: holds the secret itself")]
    [InlineData("ApiBaseUrl", "https://api.example.com/v1", "Targets:sim:WebhookSecrets:1: holds the secret itself")]
    [InlineData("WebSocketUrl", "https://127.0.0.1/", "Targets:sim:WebSocketUrl: \"https://127.0.0.1/\" is no wss address")]
    [InlineData("WebSocketUrl", "wss://127.0.0.1/?a=b", "Targets:sim:WebSocketUrl: has credentials, a query or a fragment")]
    [InlineData("ApiKey", "sk-very-secret", "Targets:sim:ApiKey: is no secret reference")]
    [InlineData("ApiKey", "env:NO_SUCH_VARIABLE_2", "Targets:sim:ApiKey: env:NO_SUCH_VARIABLE_2 names an environment variable that is not set")]
    [InlineData("ApiKey", "", "ApiKey: The Targets:sim.ApiKey field is required")]
    [InlineData("SipUri", "sip:proj_x@sip.api.openai.com", "Targets:sim:SipUri: \"sip:proj_x@sip.api.openai.com\" is no SIP address over TLS")]
    [InlineData("OutboundProxy", "localhost", "Targets:sim:OutboundProxy: \"localhost\" is no address and port")]
    [InlineData("CertificateAuthorityFile", "/no/such.pem", "Targets:sim:CertificateAuthorityFile: \"/no/such.pem\" cannot be read")]
    [InlineData("AcceptTimeoutMs", "1", "AcceptTimeoutMs")]
    public void A_fault_stops_the_start_and_is_told(string key, string value, string fault)
    {
        using var services = Services(new Dictionary<string, string?>(Local) { ["Targets:sim:" + key] = value });

        var refused = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<TargetCatalog>());

        Assert.Contains(refused.Failures, told => told.Contains(fault, StringComparison.Ordinal));
        Assert.DoesNotContain("very-secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://api.openai.com/v1", "sip:p@sip-eu.api.openai.com;transport=tls", true)]
    [InlineData("https://eu.api.openai.com/v1", "sip:p@sip.api.openai.com:5061;transport=tls", true)]
    [InlineData("https://eu.api.openai.com/v1", "sip:p@sip-eu.api.openai.com:5061;transport=tls", false)]
    [InlineData("https://api.openai.com/v1", "sip:p@sip.api.openai.com;transport=tls", false)]
    [InlineData("https://desk.openai.azure.com/openai/v1", "sip:p@swedencentral.sip.ai.azure.com;transport=tls", false)]
    [InlineData("https://desk.openai.azure.com/openai/v1", "sip:p@sip.api.openai.com;transport=tls", true)]
    [InlineData("https://api.openai.com/v1", "sip:p@eastus2.sip.ai.azure.com;transport=tls", true)]
    public void Mixing_regions_is_refused(string api, string sip, bool refused)
    {
        var options = new TargetsOptions();
        options.Targets["openai"] = new TargetOptions { ApiBaseUrl = api, SipUri = sip, ApiKey = "env:PATH" };

        var result = new TargetsOptionsValidator().Validate(null, options);

        Assert.Equal(refused, result.Failed);
        Assert.Equal(refused, result.FailureMessage?.Contains("mixes the", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void An_Azure_resource_gets_its_key_in_its_own_header()
    {
        var azure = new Target("azure", new TargetOptions { ApiBaseUrl = "https://desk.openai.azure.com/openai/v1", ApiKey = "literal:k" });
        var entra = new Target("entra", new TargetOptions { ApiBaseUrl = "https://desk.openai.azure.com/openai/v1", ApiKey = "literal:k", ApiKeyHeader = "Authorization" });

        Assert.Equal(new KeyValuePair<string, string>("api-key", "k"), Assert.Single(azure.Headers()));
        Assert.Equal(new KeyValuePair<string, string>("Authorization", "Bearer k"), Assert.Single(entra.Headers()));
        Assert.Equal("wss://desk.openai.azure.com/openai/v1/realtime", azure.WebSocketUrl.ToString());
    }

    [Theory]
    [InlineData("https://desk.openai.azure.com/v1", null, "write https://desk.openai.azure.com/openai/v1")]
    [InlineData("https://desk.openai.azure.com/openai/v1", "proj_1", "Project: is OpenAI's")]
    public void What_Azure_does_not_know_is_refused(string api, string? project, string fault)
    {
        var options = new TargetsOptions();
        options.Targets["azure"] = new TargetOptions { ApiBaseUrl = api, Project = project, ApiKey = "env:PATH" };

        Assert.Contains(fault, new TargetsOptionsValidator().Validate(null, options).FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gateway_without_targets_does_not_start() =>
        Assert.Throws<OptionsValidationException>(() => Services([]).GetRequiredService<TargetCatalog>());

    private static ServiceProvider Services(Dictionary<string, string?> settings) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
        .AddOpenAi()
        .BuildServiceProvider();
}
