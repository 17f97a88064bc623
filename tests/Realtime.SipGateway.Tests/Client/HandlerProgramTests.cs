using Realtime.Client;
using Realtime.SipGateway.Tests.Sideband;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Client;

/// <summary>The C# program that the documentation shows for callers who are answered by a program.</summary>
public sealed class HandlerProgramTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/handlers.md")]
    public void The_documentation_shows_the_program_that_is_tested(string page)
    {
        var root = FolderRules.RepositoryRoot();
        var tested = File.ReadAllText(Path.Combine(root, "tests/Realtime.SipGateway.Tests/Client/HandlerProgram.cs"));
        var shown = File.ReadAllText(Path.Combine(root, page)).Split("```csharp").Skip(1).Select(block => block.Split("```")[0])
            .Single(block => block.Contains("GatewayClient(", StringComparison.Ordinal));

        var method = Lines(tested[tested.IndexOf("RunAsync", StringComparison.Ordinal)..]);
        Assert.Equal(method[2..^2], Lines(shown));
    }

    [Fact]
    public async Task The_program_answers_its_callers_until_its_key_is_refused()
    {
        await using var gateway = await FakeGateway.StartAsync();
        gateway.Live(("call_1", "front-desk"), ("call_2", "front-desk"));
        gateway.ShortStreams.Enqueue([FakeGateway.Turn("call_1", 1, "Hello?"), FakeGateway.Turn("call_2", 1, "Hm?")]);
        gateway.ShortStreams.Enqueue([FakeGateway.Turn("call_1", 2, "Thanks.")]);
        var program = HandlerProgram.RunAsync(gateway.Address.ToString(), "key");

        string[] expected = ["call_1: You said: Hello?", "call_1: You said: Thanks.", "call_2: You said: Hm?"];
        await Eventually.TrueAsync(() => gateway.Said.Count >= expected.Length, () => string.Join(", ", gateway.Said));
        Assert.Equal(expected, gateway.Said.Order(StringComparer.Ordinal));

        gateway.RefusesKey = true;
        gateway.StopFollowing();
        Assert.Equal(401, (await Assert.ThrowsAsync<GatewayException>(() => program)).Status);
    }

    private static string[] Lines(string text) => [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
}
