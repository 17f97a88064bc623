using System.Net;
using System.Net.Http.Headers;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Api;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>A supervisor takes a caller from the agent, to the own telephone.</summary>
public sealed class TakeoverScenarios
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_supervisor_gets_the_caller_without_saying_where_and_the_agent_is_hung_up()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier);
        carrier.Refer = CarrierDouble.Reports(100, 200);

        using var answer = await TakeOverAsync(scenario);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("<tel:+4930555>", Assert.Single(carrier.Refers).Headers.First(SipHeaderId.ReferTo));
        var record = await scenario.RecordAsync(carrier.Caller.CallId);
        Assert.Equal((CallEndedBy.Operator, CallCause.Transferred, "tel:+4930555"), (record.EndedBy, record.Cause, record.TransferredTo));
        Assert.Equal("call.taken_over", Assert.Single(await scenario.Service<IAuditLog>().ListAsync(new AuditQuery(), 100, null, Token), static one => one.Action == "call.taken_over").Action);
        Assert.Equal("ops", (await scenario.EventsAsync(record.CallId)).OfType<TransferRequested>().Single().Who);
    }

    [Fact]
    public async Task Nobody_takes_a_caller_to_where_the_policy_does_not_say()
    {
        await using var carrier = await CarrierDouble.StartAsync();
        await using var scenario = await StartAsync(carrier);

        using var answer = await TakeOverAsync(scenario, """{"to":"+15550123"}""");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(carrier.Caller.Ended.IsCompleted);
        await carrier.Caller.HangUpAsync();
        await scenario.RecordAsync(carrier.Caller.CallId);
    }

    private static async Task<GatewayScenario> StartAsync(CarrierDouble carrier)
    {
        var settings = carrier.Settings();
        settings["Api:Keys:0:Name"] = "ops";
        settings["Api:Keys:0:Sha256"] = ApiHost.Hash("supervisor-key");
        settings["Api:Keys:0:Scope"] = "supervisor";
        var scenario = await GatewayScenario.StartAsync(settings, policy: static text => text.Replace(
            "\"rules\":", "\"takeover\": { \"destinations\": { \"ops\": \"tel:+4930555\", \"desk\": \"tel:+4930556\" }, \"default\": \"desk\" }, \"rules\":", StringComparison.Ordinal));
        await carrier.CallAsync(scenario, CarrierDouble.Ada);
        await scenario.SeenAsync<SidebandReady>();
        return scenario;
    }

    private static async Task<HttpResponseMessage> TakeOverAsync(GatewayScenario scenario, string? body = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(scenario.Address, $"/api/calls/{scenario.Calls.List().Single().Id}/takeover"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "supervisor-key") },
            Content = body is null ? null : new StringContent(body, MediaTypeHeaderValue.Parse("application/json")),
        };
        return await scenario.Http.SendAsync(request, Token);
    }
}
