using System.Net;
using System.Net.Sockets;
using Realtime.SipGateway.Tests.Cli;
using Realtime.SipGateway.Tests.Rules;
using Xunit;

namespace Realtime.SipGateway.Tests;

[Collection(nameof(ConsoleCollection))]
public class StartUpTests
{
    [Fact]
    public async Task One_start_tells_the_faults_of_every_section()
    {
        var told = await ToldAsync(
        [
            "--Targets:openai:ApiKey=sk-not-a-reference", "--Store:QueueLength=1", "--Policy:PollMs=1", "--Webhooks:RefusalStatus=200",
            "--Api:Keys:0:Name=ops", "--Api:Keys:0:Sha256=abc",
        ]);

        foreach (var key in new[]
        {
            "Targets:openai:ApiKey: is no secret reference", "Store:QueueLength: \"1\" must be between", "Policy:PollMs: \"1\" must",
            "Webhooks:RefusalStatus: \"200\" must", "Api:Keys:0:Sha256: must match",
        })
        {
            Assert.Contains(key, told, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("sk-not", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_somebody_else_has_is_told_with_its_address()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var folder = Directory.CreateTempSubdirectory("start-").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "policy.json"), PolicyText.WithRules(PolicyText.LastRule), TestContext.Current.CancellationToken);
        Environment.SetEnvironmentVariable("START_UP_SECRET", "whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=");

        var told = await ToldAsync(
        [
            "--Urls=http://127.0.0.1:0", $"--Sip:Listeners:0:Address={taken.LocalEndPoint}", "--Sip:Listeners:1:Address=127.0.0.1:0", $"--Store:Path={folder}/gateway.db", $"--Policy:File={folder}/policy.json",
            "--Targets:openai:ApiKey=env:START_UP_SECRET", "--Targets:openai:WebhookSecrets:0=env:START_UP_SECRET",
        ]);

        Assert.Contains($"Cannot listen for SIP over Udp on {taken.LocalEndPoint}", told, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>What a start that fails writes for its operator.</summary>
    private static async Task<string> ToldAsync(string[] args)
    {
        var before = System.Console.Error;
        await using var error = new StringWriter();
        System.Console.SetError(error);
        try
        {
            Assert.Equal(2, await StartUp.RunAsync(args));
        }
        finally
        {
            System.Console.SetError(before);
        }

        return error.ToString();
    }
}
