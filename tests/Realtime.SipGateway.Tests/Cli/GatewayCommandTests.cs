using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Api;
using Realtime.SipGateway.Cli;
using Xunit;

namespace Realtime.SipGateway.Tests.Cli;

[Collection(nameof(ConsoleCollection))]
public sealed partial class GatewayCommandTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("run", "")]
    [InlineData("--Urls=http://x", "--Urls=http://x")]
    [InlineData("--Urls http://x", "--Urls http://x")]
    [InlineData("run --Sip:T1Ms=5 --unknown", "--Sip:T1Ms=5 --unknown")]
    [InlineData("Sip:T1Ms=5", "Sip:T1Ms=5")]
    [InlineData("/Sip:T1Ms=5", "/Sip:T1Ms=5")]
    public void Without_a_command_the_gateway_runs_with_what_stands_there_as_settings(string line, string settings)
    {
        Assert.True(CommandLine.AsksToRun(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), out var own));
        Assert.Equal(settings, string.Join(' ', own));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run --help")]
    [InlineData("--version")]
    [InlineData("hash-key")]
    [InlineData("audit verify")]
    [InlineData("no-such-word")]
    public void Commands_and_questions_do_not_start_the_gateway(string line) => Assert.False(CommandLine.AsksToRun(line.Split(' '), out _));

    [Fact]
    public void Settings_are_told_from_the_words_of_a_command()
    {
        var (words, settings) = CommandLine.Split(["policy", "check", "--Store:Path=/x y", "--json", "--caller=+1", "--Urls=http://x", "--Targets:eu-1:SipUri=sip:a@b"]);

        Assert.Equal(["policy", "check", "--json", "--caller=+1"], words);
        Assert.Equal(["--Store:Path=/x y", "--Urls=http://x", "--Targets:eu-1:SipUri=sip:a@b"], settings);
    }

    [Fact]
    public async Task The_help_names_every_command()
    {
        using var command = CommandRun.Create();

        var (code, output, _) = await command.RunAsync(["--help"]);

        Assert.Equal(ExitCode.Ok, code);
        foreach (var name in new[] { "run", "hash-key", "audit" })
        {
            Assert.Contains($"\n  {name} ", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("hash-kee")]
    [InlineData("audit verify --hed=1")]
    [InlineData("audit verify --head=1")]
    public async Task A_word_that_is_not_understood_is_misuse(string line)
    {
        using var command = CommandRun.Create();

        var (code, _, error) = await command.RunAsync(line.Split(' '));

        Assert.Equal(ExitCode.Misuse, code);
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task A_command_with_faulty_settings_tells_them()
    {
        using var command = CommandRun.Create();

        var (code, _, error) = await command.RunAsync(["audit", "list", "--Store:QueueLength=1"]);

        Assert.Equal(ExitCode.Misuse, code);
        Assert.Contains("Store:QueueLength: \"1\" must be between", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_makes_a_key_whose_hash_fits()
    {
        using var command = CommandRun.Create();

        var (code, output, _) = await command.RunAsync(["hash-key"]);

        Assert.Equal(ExitCode.Ok, code);
        var options = new ApiOptions { Keys = { new ApiKeyOptions { Name = "ops", Sha256 = Digest().Match(output).Value } } };
        Assert.Equal("ops", new ApiKeys(Options.Create(options)).Find(Key().Match(output).Value)?.Name);
    }

    [GeneratedRegex("rgw_[A-Za-z0-9_-]{43}")]
    private static partial Regex Key();

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Digest();
}
