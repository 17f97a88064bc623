using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Cli;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Store;
using Realtime.SipGateway.Tests.Rules;
using Realtime.SipGateway.Tests.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Cli;

[Collection(nameof(ConsoleCollection))]
public sealed class PolicyCommandTests
{
    private const string Spam = """{ "name": "spam", "when": { "caller": ["+1900*"] }, "reject": { "status": 603 } }""";

    private const string Nights = """{ "name": "signed", "when": { "attestation": ["A"] }, "reject": {} }""";

    [Fact]
    public async Task A_right_document_is_told_so_without_secrets_or_a_store()
    {
        using var command = CommandRun.Create();
        var file = Write(command, "policy.json", PolicyText.WithRules(Spam, PolicyText.LastRule));

        var (code, output, error) = await command.RunAsync(["policy", "check", file, "--Targets:openai:ApiKey=env:NOT_SET_ANYWHERE"]);

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Assert.Contains("is right: 2 rules", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(command.Folder, "gateway.db")));
    }

    [Fact]
    public async Task Every_fault_is_told_with_its_path_and_programs_get_it_as_json()
    {
        using var command = CommandRun.Create();
        var file = Write(command, "bad.json", PolicyText.WithRules(
            """{ "name": "a", "accept": { "agent": "nobody" } }""", """{ "name": "b", "when": { "caller": ["+1"] }, "reject": { "status": 999 } }"""));

        var (code, output, _) = await command.RunAsync(["policy", "check", file, "--target=openai"]);
        var (jsonCode, json, _) = await command.RunAsync(["policy", "check", file, "--target=openai", "--json"]);

        Assert.Equal((ExitCode.No, ExitCode.No), (code, jsonCode));
        Assert.Contains("Faults: ", output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json);
        Assert.False(document.RootElement.GetProperty("valid").GetBoolean());
        Assert.All(document.RootElement.GetProperty("faults").EnumerateArray(), static fault => Assert.NotEmpty(fault.GetProperty("path").GetString()!));
    }

    [Fact]
    public async Task A_document_that_is_no_json_or_not_there_is_told()
    {
        using var command = CommandRun.Create();
        var file = Write(command, "broken.json", "{ \"format\": 1,\n oops }");

        var (broken, told, _) = await command.RunAsync(["policy", "check", file, "--target=openai"]);
        var (missing, _, why) = await command.RunAsync(["policy", "check", file + ".not"]);

        Assert.Equal((ExitCode.No, ExitCode.Misuse), (broken, missing));
        Assert.Contains("line 2", told, StringComparison.Ordinal);
        Assert.Contains("cannot be read", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Differences_in_meaning_are_told_and_others_are_not()
    {
        using var command = CommandRun.Create();
        var one = Write(command, "one.json", PolicyText.WithRules(Spam, PolicyText.LastRule));
        var same = Write(command, "same.json", "// a comment\n" + PolicyText.WithRules(Spam, PolicyText.LastRule).Replace("  ", " ", StringComparison.Ordinal));
        var other = Write(command, "other.json", PolicyText.WithRules(Spam.Replace("603", "486", StringComparison.Ordinal), Nights, PolicyText.LastRule));

        var (equal, nothing, _) = await command.RunAsync(["policy", "diff", one, same]);
        var (differs, changes, _) = await command.RunAsync(["policy", "diff", one, other]);
        var (_, json, _) = await command.RunAsync(["policy", "diff", one, other, "--json"]);
        var (unknown, _, why) = await command.RunAsync(["policy", "diff", "7", other]);

        Assert.Equal((ExitCode.Ok, ExitCode.No, ExitCode.Misuse), (equal, differs, unknown));
        Assert.Contains("Nothing changes in meaning.", nothing, StringComparison.Ordinal);
        Assert.Contains("~ rules[spam].reject.status: 603 -> 486", changes, StringComparison.Ordinal);
        Assert.Contains("+ rules[signed]: ", changes, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json);
        Assert.Equal(2, document.RootElement.GetProperty("changes").GetArrayLength());
        Assert.Contains("no such version", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recorded_calls_are_decided_again_by_the_other_document()
    {
        using var command = CommandRun.Create();
        var one = Write(command, "one.json", PolicyText.WithRules(PolicyText.LastRule));
        var other = Write(command, "other.json", PolicyText.WithRules(Spam, PolicyText.LastRule));
        await using (var store = await StoreFixture.OpenAsync(command.Folder, new StoreOptions { Path = "gateway.db" }))
        {
            foreach (var caller in new[] { "+1900555", "+1555" })
            {
                var facts = new CallFacts { Source = CallSourceKind.Sip, Dialled = "+15550100", Caller = caller };
                var call = CallId.New(store.Time);
                var decision = RuleEngine.Decide(PolicyText.Publish(PolicyText.WithRules(PolicyText.LastRule)), facts, "openai");
                store.Events.Append(new CallEvent(call, 1, store.Time.GetUtcNow(), "node", new DecisionMade(decision, facts)));
                store.Events.Save(new CallRecord { CallId = call, StartedAt = store.Time.GetUtcNow(), Caller = caller });
            }

            await store.Events.FlushAsync(TestContext.Current.CancellationToken);
        }

        var settings = "--Targets:openai:ApiKey=env:NOT_SET_ANYWHERE";
        var (code, output, error) = await command.RunAsync(["policy", "diff", one, other, "--calls=100", settings]);
        var (_, json, _) = await command.RunAsync(["policy", "diff", one, other, "--calls=100", "--json", settings]);
        var (misuse, _, _) = await command.RunAsync(["policy", "diff", one, other, "--calls=0", settings]);

        Assert.Equal((ExitCode.No, "", ExitCode.Misuse), (code, error, misuse));
        Assert.Contains("Recorded calls: 2, decided again: 2, would go another way: 1", output, StringComparison.Ordinal);
        Assert.Contains("1 x  otherwise: agent desk at openai  ->  spam: reject 603", output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json);
        Assert.Equal(1, document.RootElement.GetProperty("dry_run").GetProperty("changed").GetInt32());
    }

    [Fact]
    public async Task A_call_is_explained_offline_and_tested_against_the_rule_that_should_decide()
    {
        using var command = CommandRun.Create();
        var file = Write(command, "policy.json", PolicyText.WithRules(Spam, Nights, PolicyText.LastRule));

        var (code, output, _) = await command.RunAsync(["policy", "explain", file, "--target=openai", "--dialled", "+15550100", "--caller=+1900555", "--expect", "spam"]);
        var (other, _, _) = await command.RunAsync(["policy", "explain", file, "--target=openai", "--dialled=+15550100", "--caller=+1555", "--expect=spam"]);
        var (_, json, _) = await command.RunAsync(
            ["policy", "explain", file, "--target=openai", "--caller=+1555", "--attestation=A", "--at=2026-12-24T20:00:00+01:00", "--header=X-Vip: yes", "--json"]);

        Assert.Equal((ExitCode.Ok, ExitCode.No), (code, other));
        Assert.Contains("spam: reject with 603", output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json);
        Assert.Equal("signed", document.RootElement.GetProperty("rule").GetString());
    }

    [Theory]
    [InlineData("--at=tomorrow")]
    [InlineData("--header=nothing")]
    [InlineData("--source=carrier-pigeon")]
    public async Task What_is_not_understood_of_a_call_is_misuse(string word)
    {
        using var command = CommandRun.Create();
        var file = Write(command, "policy.json", PolicyText.WithRules(PolicyText.LastRule));

        var (code, _, error) = await command.RunAsync(["policy", "explain", file, "--target=openai", word]);

        Assert.Equal(ExitCode.Misuse, code);
        Assert.NotEmpty(error);
    }

    private static string Write(CommandRun command, string name, string text)
    {
        var path = Path.Combine(command.Folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
