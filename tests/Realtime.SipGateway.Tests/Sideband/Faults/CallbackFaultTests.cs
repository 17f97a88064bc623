using System.Net;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Sideband.Tools.Later;
using Realtime.SipGateway.Tests.Sideband.Tools;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Faults;

/// <summary>A service that answers later: right, twice, with a forged address first, too late, or after the call, at each event from the question on, over broken connections.</summary>
public sealed class CallbackFaultTests
{
    private const string Once = "once";
    private const string Twice = "twice";
    private const string Forged = "forged";
    private const string Expired = "expired";
    private const string Afterwards = "afterwards";

    private const string Quote =
        """ "quote": { "type": "http_async", "description": "x", "url": "https://api.example.com/quotes", "parameters": { "type": "object" }, "deadline_seconds": 600 } """;

    private static readonly IReadOnlyList<(string CallId, string Tool, string Arguments)> Asks = [("call_lookup", "lookup", "{}"), ("call_2", "quote", "{}")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, FaultKind?> All => new(
        from how in new[] { Once, Twice, Forged, Expired, Afterwards }
        from fault in how is Expired or Afterwards ? new FaultKind?[] { null, FaultKind.Lost } : [null, FaultKind.BreakAfter, FaultKind.Lost]
        select (how, fault));

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_result_that_comes_later_is_taken_once_and_told_once(string how, FaultKind? fault)
    {
        var (start, end) = await TalkAsync(how, null, int.MaxValue);
        var broken = new List<string>();
        for (var at = start; at < (how is Expired or Afterwards && fault is null ? start : end); at++)
        {
            try
            {
                await TalkAsync(how, fault, at, isEarly: at == start);
            }
            catch (Xunit.Sdk.XunitException wrong)
            {
                broken.Add($"{how}, {fault} at event {at}: {wrong.Message}");
            }
        }

        Assert.True(broken.Count == 0, string.Join(Environment.NewLine, broken));
    }

    private static async Task<(int Start, int End)> TalkAsync(string how, FaultKind? fault, int at, bool isEarly = false)
    {
        await using var scenario = new SidebandScenario(tools: Quote);
        scenario.Tools.Answer = static (_, _) => Task.FromResult(FakeService.Say("""{"state":"shipped"}""", HttpStatusCode.Accepted));
        scenario.Accept();
        await scenario.ConnectedAsync(1);
        scenario.Call.Acknowledge();
        var verdicts = new List<Task<CallbackVerdict>>();
        var service = new TalkingService(scenario, fault, fault is null ? -1 : at)
        {
            Asks = Asks,
            BeforeEvent = index =>
            {
                if (index >= at && how is Once or Twice or Forged && verdicts.Count == 0)
                {
                    CallBack(scenario, how, verdicts);
                }
            },
        };
        await service.RunAsync();
        await scenario.AdvanceUntilAsync(() => scenario.Service.Count == 0);
        if (how == Expired)
        {
            await scenario.Late.StartAsync(Token);
            await scenario.AdvanceUntilAsync(() => scenario.Recorded<ToolResultArrived>().Count == 1, stepMs: 5_000);
        }

        var isLate = verdicts.Count == 0;
        if (isLate)
        {
            CallBack(scenario, how, verdicts);
        }

        var told = string.Join(" | ", scenario.Recorded<CallEventData>().Where(static one => one is not DigitReceived).Select(static one => one.Type));
        var came = await Task.WhenAll(verdicts);
        Assert.Equal(how switch
        {
            Twice => [CallbackVerdict.Taken, CallbackVerdict.Over],
            Forged => [CallbackVerdict.Unknown, CallbackVerdict.Taken],
            Expired => [CallbackVerdict.Over],
            _ => [CallbackVerdict.Taken],
        }, came);
        Assert.False(service.CallerGaveUp, "The caller waited in vain: " + told);
        Assert.Empty(service.Contradictions);
        var completed = scenario.Recorded<ToolCompleted>().Select(static one => one.FunctionCallId);
        Assert.Equal(Asks.Select(static ask => ask.CallId).Order(), completed.Where(static id => id != "call_end").Order());
        var arrived = Assert.Single(scenario.Recorded<ToolResultArrived>());
        Assert.Equal(("call_2", how != Expired), (arrived.FunctionCallId, arrived.Succeeded));
        Assert.True(!isLate || arrived.Late, "Told to nobody, and not marked late: " + told);
        var later = service.Answers.Count(static id => id.StartsWith("late_", StringComparison.Ordinal));
        Assert.True(isEarly && !isLate ? later == 1 : later <= (arrived.Late ? 0 : 1), $"The agent was told {later} times: {told}");
        Assert.Empty(scenario.Recorded<CallFault>());
        return (service.ToolEvents.Start.Value, service.Said);
    }

    /// <summary>Not before the gateway has asked for it.</summary>
    private static void CallBack(SidebandScenario scenario, string how, List<Task<CallbackVerdict>> verdicts)
    {
        if (scenario.Tools.Requests.SelectMany(static one => one.Headers["X-Callback-URL"]).FirstOrDefault() is not { } address)
        {
            return;
        }

        var token = address[(address.LastIndexOf('/') + 1)..];
        if (how == Forged)
        {
            verdicts.Add(scenario.Late.TakeAsync(token[..^4] + "AAAA", """{"price":666}""", Token));
        }

        verdicts.Add(scenario.Late.TakeAsync(token, """{"price":12}""", Token));
        if (how == Twice)
        {
            verdicts.Add(scenario.Late.TakeAsync(token, """{"price":13}""", Token));
        }
    }
}
