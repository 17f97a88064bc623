using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Calls.Outgoing;
using Realtime.SipGateway.Tests.Api;
using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.SipGateway.Tests.AfterCall;

/// <summary>A call from its INVITE to what the site's systems were told of it.</summary>
public sealed class OutgoingScenarios
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_endpoint_is_told_of_the_start_and_the_end_with_record_and_transcript()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var scenario = await GatewayScenario.StartAsync(receiver.Settings());
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<AgentSaid>();
        await caller.HangUpAsync();
        var record = await scenario.RecordAsync(caller);

        await GatewayScenario.EventuallyAsync(() => Task.FromResult(receiver.Taken.Count >= 2 ? receiver : null));

        var told = receiver.Taken.ToArray();
        Assert.Equal(["call.started", "call.ended"], told.Select(one => one.Type));
        Assert.All(told, one => Assert.True(one.Signed));
        Assert.NotEqual(told[0].Id, told[1].Id);
        var start = told[0].Body.GetProperty("data");
        Assert.Equal((record.CallId.Value, "front-desk", "+15550199"), (Text(start, "call_id"), Text(start, "agent"), Text(start, "caller")));
        var end = told[1].Body.GetProperty("data");
        Assert.Equal((record.CallId.Value, "caller", "caller_hung_up"), (Text(end, "call_id"), Text(end, "ended_by"), Text(end, "cause")));
        Assert.Equal(record, end.GetProperty("record").Deserialize(CallEventJson.Default.CallRecord)! with { Faults = record.Faults });
        Assert.Contains(end.GetProperty("transcript").EnumerateArray(), line => Text(line, "who") == "agent" && Text(line, "text")!.Length > 0);
    }

    [Fact]
    public async Task What_an_endpoint_did_not_take_is_sent_by_the_next_process_with_the_same_id()
    {
        await using var receiver = await HookReceiver.StartAsync();
        receiver.Answer = static _ => HttpStatusCode.InternalServerError;
        await using var scenario = await GatewayScenario.StartAsync(receiver.Settings());
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await caller.HangUpAsync();
        await scenario.RecordAsync(caller);
        await GatewayScenario.EventuallyAsync(() => Task.FromResult(receiver.Taken.Any(one => one.Type == "call.ended") ? receiver : null));

        await scenario.RestartGatewayAsync();
        receiver.Answer = static _ => HttpStatusCode.OK;

        await GatewayScenario.EventuallyAsync(async () =>
            (await scenario.Service<IOutgoingLedger>().ListAsync(OutgoingState.Delivered, "crm", null, 10, null, null, Token)) is { Count: 2 } all ? all : null);
        Assert.Equal(2, receiver.Taken.Select(one => one.Id).Distinct().Count());
        Assert.True(receiver.Taken.Count >= 4);
    }

    [Fact]
    public async Task A_private_address_that_the_site_does_not_list_is_not_connected_to()
    {
        await using var receiver = await HookReceiver.StartAsync();
        var settings = receiver.Settings();
        settings.Remove("Egress:AllowPrivateAddresses:0");
        settings["Api:Keys:0:Name"] = "ops";
        settings["Api:Keys:0:Sha256"] = ApiHost.Hash("admin-key");
        settings["Api:Keys:0:Scope"] = "admin";
        await using var scenario = await GatewayScenario.StartAsync(settings);
        scenario.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "admin-key");

        using var answer = await scenario.Http.PostAsync(new Uri(scenario.Address, "/api/outgoing/endpoints/crm/test"), null, Token);

        var result = await ApiHost.JsonAsync(answer);
        Assert.False(result.GetProperty("delivered").GetBoolean());
        Assert.Contains("AllowPrivateAddresses", Text(result, "fault"), StringComparison.Ordinal);
        Assert.Empty(receiver.Taken);
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
