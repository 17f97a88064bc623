using System.Text.Json;
using System.Text.RegularExpressions;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Sideband.Tools;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>Each action by each kind of guardrail that somebody else judges: while the words are heard, and when they were.</summary>
public sealed partial class SidebandJudgedActionTests
{
    private const string Words = "You will surely get all of your money back.";

    public static TheoryData<string, string, bool> Cases => new(
        from kind in new[] { "http", "moderation", "topic", "jailbreak" }
        from action in new[] { "stop", "warn", "transfer", "end" }
        from late in new[] { false, true }
        select (kind, action, late));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_verdict_on_the_agents_words_does_what_the_policy_says(string kind, string action, bool late)
    {
        var verdict = new TaskCompletionSource();
        await using var scenario = Judged(kind, $$"""
            "on": ["agent"], "action": "{{action}}", "instead": "Be brief."{{(action == "transfer" ? ", \"transfer_to\": \"sales\"" : "")}}
            """, verdict.Task);
        var socket = await scenario.StartAndGreetAsync();
        socket.Say(Events.Created("resp_1"));
        socket.Say(Events.Audio("started", "resp_1"));
        socket.Say(Events.Words("resp_1", "item_1", Words));
        var ask = kind is "topic" or "jailbreak" ? await socket.NextAsync("response.create") : default;
        if (late)
        {
            socket.Say(Events.Transcript("resp_1", "item_1", Words));
            socket.Say(Events.Done("resp_1"));
            socket.Say(Events.Audio("stopped", "resp_1"));
            await scenario.RecordedAsync<AgentSaid>();
        }

        Violate(socket, ask, verdict);

        if (action == "warn")
        {
            Assert.Contains("Be brief.", (await socket.NextAsync("conversation.item.create")).GetRawText(), StringComparison.Ordinal);
        }
        else
        {
            await StoppedAsync(socket, late);
            Assert.Equal("item_1", (await socket.NextAsync("conversation.item.delete")).GetProperty("item_id").GetString());
        }

        await DoneAsync(scenario, socket, action);
        Assert.Equal(("own", action, "item_1"), (scenario.Recorded<GuardrailTripped>()[0].Guardrail, scenario.Recorded<GuardrailTripped>()[0].Action, scenario.Recorded<GuardrailTripped>()[0].ItemId));
        Assert.Equal(late && action != "warn", Assert.Single(scenario.Recorded<GuardrailTripped>()).Late);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("moderation")]
    [InlineData("topic")]
    [InlineData("jailbreak")]
    public async Task Trips_of_the_caller_add_up_to_the_transfer_and_then_to_the_end(string kind)
    {
        await using var scenario = Judged(
            kind, """ "on": ["caller"], "action": "warn", "instead": "Be brief.", "transfer_after": 2, "transfer_to": "sales", "end_after": 3 """, Task.CompletedTask);
        var socket = await scenario.StartAndGreetAsync();
        for (var turn = 1; turn <= 3; turn++)
        {
            socket.Say(Events.CallerTranscript($"item_{turn}", "You are as bad as all the others."));
            if (kind is "topic" or "jailbreak")
            {
                // What the failed transfer made the agent say may come first.
                var ask = await socket.NextAsync("response.create");
                Violate(socket, ask, null);
            }

            await scenario.RecordedAsync<GuardrailTripped>(turn);
            if (turn == 1)
            {
                Assert.Contains("Be brief.", (await socket.NextAsync("conversation.item.create")).GetRawText(), StringComparison.Ordinal);
                Assert.Empty(scenario.Case.Control.Transfers);
            }
            else if (turn == 2)
            {
                await Eventually.TrueAsync(() => scenario.Case.Control.Transfers.Count == 1);
                await socket.NextAsync("conversation.item.create");
                var sorry = await socket.NextAsync("response.create");
                socket.Say(Events.Created("resp_sorry", sorry));
                socket.Say(Events.Done("resp_sorry"));
            }
        }

        await Eventually.TrueAsync(() => scenario.Outcome is not null);
        Assert.Equal(new CallOutcome(CallEndedBy.Policy, CallCause.GuardrailEnded, Reason: "own"), scenario.Outcome);
    }

    private static SidebandScenario Judged(string kind, string members, Task verdict)
    {
        var type = kind switch
        {
            "http" => """ "type": "http", "url": "https://api.example.com/judge" """,
            "topic" => """ "type": "topic", "forbidden": ["money"] """,
            _ => $"\"type\": \"{kind}\"",
        };
        var scenario = new SidebandScenario(guardrail: $"{type}, {members}");
        scenario.Tools.Answer = async (_, _) =>
        {
            await verdict;
            return FakeService.Say(kind == "http" ? """{"allow":false,"reason":"because"}""" : """{"results":[{"flagged":true,"categories":{"hate":true},"category_scores":{"hate":0.9}}]}""");
        };
        return scenario;
    }

    private static void Violate(FakeSocket socket, JsonElement ask, TaskCompletionSource? verdict)
    {
        verdict?.SetResult();
        if (ask.ValueKind == JsonValueKind.Object)
        {
            var check = Check().Match(ask.GetProperty("response").GetProperty("instructions").GetString()!).Groups[1].Value;
            socket.Say(Events.AskCreated("resp_a" + check, ask));
            socket.Say(Events.AskDone("resp_a" + check, ask, JsonSerializer.Serialize(new { check, violation = true, reason = "because" })));
        }
    }

    private static async Task StoppedAsync(FakeSocket socket, bool late)
    {
        if (!late)
        {
            Assert.Equal("resp_1", (await socket.NextAsync("response.cancel")).GetProperty("response_id").GetString());
            await socket.NextAsync("output_audio_buffer.clear");
            socket.Say(Events.Audio("cleared", "resp_1"));
            socket.Say(Events.Done("resp_1", "cancelled"));
        }
    }

    private static async Task DoneAsync(SidebandScenario scenario, FakeSocket socket, string action)
    {
        switch (action)
        {
            case "stop":
                Assert.Contains("Be brief.", (await socket.NextAsync("conversation.item.create")).GetRawText(), StringComparison.Ordinal);
                break;
            case "transfer":
                await Eventually.TrueAsync(() => scenario.Case.Control.Transfers.Count == 1);
                Assert.Equal(new TransferRequest("sales", CallEndedBy.Policy, Who: "own"), scenario.Case.Control.Transfers[0]);
                break;
            case "end":
                await Eventually.TrueAsync(() => scenario.Outcome is not null);
                Assert.Equal(new CallOutcome(CallEndedBy.Policy, CallCause.GuardrailEnded, Reason: "own"), scenario.Outcome);
                break;
            default:
                Assert.Null(scenario.Outcome);
                break;
        }
    }

    [GeneratedRegex("\"check\":\"([0-9a-f]{8})\"")]
    private static partial Regex Check();
}
