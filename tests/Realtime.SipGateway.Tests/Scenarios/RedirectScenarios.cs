using System.Net.Http.Json;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>The carrier is sent to OpenAI itself, and the call is the gateway's all the same.</summary>
public sealed class RedirectScenarios
{
    [Fact]
    public async Task A_redirected_call_is_tied_to_its_decision_by_the_headers_of_the_contact()
    {
        await using var scenario = await GatewayScenario.StartAsync(new() { ["Trunks:carrier:Redirect"] = "true" });
        await using var caller = scenario.Caller();
        await caller.InviteAsync();
        var answer = await caller.FinalAsync();

        Assert.Equal(302, answer.StatusCode);
        var contact = answer.Contact!;
        Assert.Equal(GatewayScenario.Project, contact.Uri.User);
        Assert.Equal("tls", contact.Uri.Transport);
        var headers = contact.Uri.Headers.Split('&').Select(header => header.Split('=', 2)).ToDictionary(header => header[0], header => header[1]);
        await RingAsync(scenario, headers);

        await scenario.SeenAsync<SidebandReady>();
        var live = Assert.Single(scenario.Calls.List());
        Assert.Equal((CallState.Accepted, true, headers[AttemptToken.CallHeader]), (live.Progress.State, live.Progress.Acknowledged, live.Id.Value));
        await live.Control.HangUpAsync(new CallOutcome(CallEndedBy.Operator, CallCause.OperatorHungUp), CancellationToken.None);

        var record = await scenario.RecordAsync(caller);
        Assert.Equal((CallEndedBy.Operator, CallCause.OperatorHungUp, "support"), (record.EndedBy, record.Cause, record.Rule));
        await GatewayScenario.EventuallyAsync(async () =>
            (await scenario.OpenAiCallsAsync()).All(call => call.GetProperty("state").GetString() == "ended") ? "yes" : null);
    }

    [Fact]
    public async Task A_carrier_that_does_not_follow_leaves_a_record_that_says_so()
    {
        await using var scenario = await GatewayScenario.StartAsync(
            new() { ["Trunks:carrier:Redirect"] = "true", ["Sip:AttemptTimeoutMs"] = "1000" }, backup: [], accept: "\"targets\": [ \"openai\", \"backup\" ]");
        await using var caller = scenario.Caller();
        await caller.InviteAsync();

        var answer = await caller.FinalAsync();

        Assert.Equal(["1.0", "0.9"], answer.Headers.Where(header => header.Id == SipHeaderId.Contact).Select(header => header.Value.Split(";q=")[1]));
        Assert.Equal(CallCause.WebhookMissing, (await scenario.RecordAsync(caller)).Cause);
    }

    /// <summary>As a carrier that followed the redirect: OpenAI gets an INVITE with the headers of the Contact.</summary>
    private static async Task RingAsync(GatewayScenario scenario, Dictionary<string, string> headers)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true };
        using var http = new HttpClient(handler);
        var body = new { headers = headers.Select(header => new { name = header.Key, value = header.Value }) };
        using var rings = await http.PostAsJsonAsync(new Uri(scenario.OpenAi.ApiBaseUrl, "/simulator/calls"), body);
        rings.EnsureSuccessStatusCode();
    }
}
