using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Cli;
using Realtime.SipGateway.Tests.Scenarios;
using Realtime.SipGateway.Tests.Signalling.Transport;
using Xunit;

namespace Realtime.SipGateway.Tests.Cli;

[Collection(nameof(ConsoleCollection))]
public sealed class DoctorCommandTests
{
    private const string WrongKey = "sk-wrong-0987654321";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Beside_a_gateway_that_runs_all_is_well_and_nothing_is_disturbed()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        using var command = CommandRun.Create(scenario.Folder);
        await using var peer = scenario.Caller();

        var (code, text, error) = await command.RunAsync(
            ["doctor", .. scenario.Arguments, $"--Webhooks:PublicUrl={scenario.Address}", $"--Trunks:carrier:Peers:0:Uri=sip:{scenario.Sip}", $"--Sip:Listeners:0:Address={scenario.Sip}"]);

        Assert.Equal(("", ExitCode.Ok), (error, code));
        Assert.Contains("0 failures", text, StringComparison.Ordinal);
        Assert.Matches("ok .*all sections: valid", text);
        Assert.Matches("ok .*udp 127.0.0.1:\\d+: is open; a gateway runs here", text);
        Assert.Matches("ok .*openai SIP tls:.*: Tls1[23], CN=", text);
        Assert.Matches("ok .*openai WebSocket .*: Tls1[23]", text);
        Assert.Matches("ok .*openai API .*takes the API key \\(404", text);
        Assert.Matches("ok .*clock: our clock is \\d s", text);
        Assert.Matches("ok .*carrier peer sip:127.0.0.1:\\d+: OPTIONS answered 200", text);
        Assert.Matches("ok .*openai at http.*/webhooks/openai: takes a signed delivery \\(200\\) and refuses a wrong signature \\(40[01]\\)", text);
        Assert.Matches("ok .*gateway.db: opens and takes writes", text);
        Assert.Matches("ok .*policy.json: valid: 1 agents, 3 rules", text);
        Assert.Matches("ok .*in force: version .*, is the file", text);
        Assert.Matches("warn .*trunk carrier: takes media keys", text);
        Assert.DoesNotContain(GatewayScenario.WebhookSecret[6..], text, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-test", text, StringComparison.Ordinal);
        await using var caller = scenario.Caller();
        Assert.Equal(200, (await caller.CallAsync()).StatusCode);
        Assert.DoesNotContain(scenario.Log.Lines, line => line.Level > LogLevel.Warning);
    }

    [Fact]
    public async Task Whatever_is_wrong_is_told_with_what_to_do()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        using var pem = new PemFolder();
        pem.Write("old", ends: DateTimeOffset.UtcNow.AddDays(-1));
        using var silent = new UdpClient(0, AddressFamily.InterNetwork);
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        using var command = CommandRun.Create();
        await File.WriteAllTextAsync(Path.Combine(command.Folder, "policy.json"), """{ "format": 1, "agents": {}, "rules": [] }""", Token);
        Environment.SetEnvironmentVariable("DOCTOR_WRONG_KEY", WrongKey);
        Environment.SetEnvironmentVariable("DOCTOR_WRONG_SECRET", "whsec_AAAABBBBCCCCDDDDEEEEFFFFGGGGHHHH");

        var (code, json, _) = await command.RunAsync(
        [
            "doctor", "--json", "--timeout", "20", .. scenario.Arguments,
            "--Targets:openai:OutboundProxy=127.0.0.1:1",
            "--Targets:openai:ApiKey=env:DOCTOR_WRONG_KEY",
            "--Targets:openai:WebhookSecrets:0=env:DOCTOR_WRONG_SECRET",
            $"--Webhooks:PublicUrl={scenario.Address}",
            "--Trunks:carrier:Peers:0:Uri=sip:127.0.0.1:1;transport=tcp",
            "--Trunks:carrier:Peers:1:Uri=sip:no-such-host.invalid",
            "--Sip:Listeners:0:Transport=tls", $"--Sip:Listeners:0:Address={taken.LocalEndpoint}",
            $"--Sip:Listeners:0:CertificateFile={pem.Certificate}", $"--Sip:Listeners:0:CertificateKeyFile={pem.Key}",
            $"--Rtpengine:Addresses:0=127.0.0.1:{((System.Net.IPEndPoint)silent.Client.LocalEndPoint!).Port}",
            "--Store:Path=/proc/no-such-folder/gateway.db",
        ]);

        Assert.Equal(ExitCode.No, code);
        using var document = JsonDocument.Parse(json);
        Assert.Equal("fail", document.RootElement.GetProperty("status").GetString());
        var findings = document.RootElement.GetProperty("findings").EnumerateArray().ToArray();
        foreach (var (area, seen) in ((string, string)[])
        [
            ("listener", "a gateway runs here|Address already in use"), ("certificate", "ended on"), ("dns", "no-such-host.invalid has no address"),
            ("target", "refused"), ("target", "the API key is refused \\(401\\)"), ("trunk", "OPTIONS: "), ("webhook", "refuses a delivery that is signed"),
            ("store", "cannot be written|is not there"), ("policy", "rules"), ("media relay", "does not answer"),
        ])
        {
            Assert.Contains(findings, one => Text(one, "area") == area && System.Text.RegularExpressions.Regex.IsMatch(Text(one, "seen"), seen));
        }

        Assert.All(findings.Where(one => Text(one, "status") != "ok"), one => Assert.True(Text(one, "todo").Length > 10));
        Assert.DoesNotContain(WrongKey, json, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAABBBB", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_faults_of_the_settings_are_told_and_what_rests_on_them_is_not_guessed_at()
    {
        using var command = CommandRun.Create();

        var (code, text, _) = await command.RunAsync(
            ["doctor", "--Sip:Listeners:0:Address=nonsense", "--Drain:Mode=sometimes", "--Targets:openai:ApiKey=sk-in-the-settings", "--Calls:MaxActiveCalls=0"]);

        Assert.Equal(ExitCode.No, code);
        Assert.Matches("fail .*nonsense", text);
        Assert.Matches("fail .*Drain:Mode", text);
        Assert.Matches("fail .*Calls:MaxActiveCalls", text);
        Assert.Contains("its settings have faults", text, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-in-the-settings", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_public_address_where_something_else_says_yes_is_found_out()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        using var command = CommandRun.Create(scenario.Folder);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var yes = builder.Build();
        yes.Urls.Add("http://127.0.0.1:0");
        yes.MapFallback(() => Results.Ok());
        await yes.StartAsync(Token);

        var (code, text, _) = await command.RunAsync(["doctor", .. scenario.Arguments, $"--Webhooks:PublicUrl={yes.Urls.First()}"]);

        Assert.Equal(ExitCode.No, code);
        Assert.Contains("it is no gateway that answers there", text, StringComparison.Ordinal);
    }

    private static string Text(JsonElement finding, string name) => finding.GetProperty(name).GetString() ?? "";
}
