using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Tools;
using Realtime.SipGateway.Sideband.Tools.Mcp;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.OpenAi;

/// <summary>MCP servers that the AI service calls: what it is told of them, and what a policy and a site may say.</summary>
public sealed class HostedMcpTests : IDisposable
{
    private readonly RecordingLogger _log = new();
    private readonly string _secret = Path.GetTempFileName();

    public HostedMcpTests() => File.WriteAllText(_secret, "Bearer t0ken");

    public void Dispose()
    {
        File.Delete(_secret);
        _log.Dispose();
    }

    [Theory]
    [InlineData("", "\"never\"")]
    [InlineData(""", "approval": {} """, "\"always\"")]
    [InlineData(""", "approval": {}, "approval_tools": ["refund"] """, """{"always":{"tool_names":["refund"]},"never":{"tool_names":["find"]}}""")]
    public void The_service_is_told_of_the_server_as_its_description_says(string approval, string asks)
    {
        var document = Read(approval).Document!;

        var session = Encoding.UTF8.GetString(AgentSession.ForAccept(document, "desk", Servers()));

        var tool = Assert.Single(JsonDocument.Parse(session).RootElement.GetProperty("tools").EnumerateArray());
        Assert.Equal(
            """{"type":"mcp","server_label":"crm","server_url":"https://mcp.example.com/mcp","server_description":"Customers.","authorization":"t0ken","headers":{"X-Tenant":"7"},"allowed_tools":["find","refund"],"require_approval":"""
                + asks + "}",
            tool.GetRawText());
        Assert.Empty(OpenApiSchemas.Faults("RealtimeSessionCreateRequestGA", session));
        Assert.Empty(SessionSchema.Faults(Encoding.UTF8.GetBytes(session)));
        Assert.Empty(SessionCheck.FaultsOf(document));
        Assert.Contains("\"mcp\"", Encoding.UTF8.GetString(AgentSession.ForHandOff(document, document.Agents["desk"], Servers())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "mcp.example.com")]
    [InlineData(true, "other.example.com")]
    public void A_server_that_is_not_marked_or_whose_secret_is_for_others_is_left_out(bool hosted, string secretHost)
    {
        using var session = JsonDocument.Parse(AgentSession.ForAccept(Read("").Document!, "desk", Servers(hosted, secretHost)));

        Assert.Equal(0, session.RootElement.GetProperty("tools").GetArrayLength());
        Assert.Single(_log.Lines, static line => line.Id.Id == 6203);
        Assert.DoesNotContain(_log.Lines, static line => line.Message.Contains("t0ken", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_fault_of_a_hosted_tool_is_told()
    {
        var read = Read(""", "approval_tools": ["pay"] """, "nowhere");

        Assert.Equal(
            ["tools.crm.server", "tools.crm.approval_tools", "tools.crm.approval_tools"], read.Faults.Select(fault => fault.Path));
    }

    [Theory]
    [InlineData("https://mcp.example.com/mcp", 0)]
    [InlineData("http://mcp.example.com/mcp", 1)]
    [InlineData("https://localhost/mcp", 1)]
    public void Only_a_server_that_the_service_reaches_can_be_hosted(string url, int faults)
    {
        var checkedOptions = new McpServersOptionsValidator().Validate(null, new McpServersOptions { Servers = { ["crm"] = new() { Url = url, Hosted = true } } });

        Assert.Equal(faults, checkedOptions.Failures?.Count() ?? 0);
    }

    private static PolicyReadResult Read(string members, string server = "crm") => PolicyReader.Read(
        Encoding.UTF8.GetBytes($$"""
            { "agents": { "desk": { "model": "gpt-realtime-2.1", "instructions": "x", "tools": ["crm"] } },
              "tools": { "crm": { "type": "hosted_mcp", "server": "{{server}}", "description": "Customers.", "allowed_tools": ["find", "refund"]{{members}} } },
              "rules": [ { "name": "all", "accept": { "agent": "desk" } } ] }
            """),
        new PolicySite(["openai"], "openai") { McpServers = ["crm"], HostedMcpServers = ["crm"] });

    private HostedMcpServers Servers(bool hosted = true, string secretHost = "mcp.example.com")
    {
        var options = new McpServersOptions
        {
            Servers = { ["crm"] = new() { Url = "https://mcp.example.com/mcp", Hosted = hosted, Headers = { ["Authorization"] = "secret:crm", ["X-Tenant"] = "7" } } },
        };
        var secrets = new SecretsOptions { Secrets = { ["crm"] = new() { Value = "file:" + _secret, Hosts = [secretHost] } } };
        return new HostedMcpServers(Options.Create(options), new NamedSecrets(Options.Create(secrets)), new Logger<HostedMcpServers>(_log));
    }
}
