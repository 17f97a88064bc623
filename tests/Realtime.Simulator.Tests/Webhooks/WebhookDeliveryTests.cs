using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.Simulator.Schema;
using Realtime.Simulator.Tests.Scenarios;
using Realtime.Simulator.Webhooks;

namespace Realtime.Simulator.Tests.Webhooks;

public sealed class WebhookDeliveryTests
{
    private const string Secret = "a raw secret";

    [Fact]
    public async Task A_ringing_call_is_announced_signed_and_as_described()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var simulator = await StartAsync(receiver);

        var callId = await simulator.RingAsync();
        var delivery = await receiver.TakesAsync(1);

        Assert.Equal(WebhookSignature.Sign(Secret, delivery.Id, long.Parse(delivery.Timestamp, System.Globalization.CultureInfo.InvariantCulture), delivery.Body), delivery.Signature);
        var body = JsonNode.Parse(delivery.Body)!;
        Assert.Null(ApiSchema.Instance.Check(ApiSchema.Webhook, JsonSerializer.Deserialize<JsonElement>(delivery.Body)));
        Assert.Equal(callId, body["data"]!["call_id"]!.GetValue<string>());
        Assert.Equal("From", body["data"]!["sip_headers"]![0]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_webhook_that_fails_is_repeated_with_its_id()
    {
        await using var receiver = await WebhookReceiver.StartAsync(503, 302);
        await using var simulator = await StartAsync(receiver);

        await simulator.RingAsync();
        await receiver.TakesAsync(3);

        Assert.Single(receiver.Deliveries.Select(delivery => delivery.Id).Distinct());
    }

    [Fact]
    public async Task Faults_change_what_is_delivered()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var simulator = await StartAsync(receiver);

        await simulator.PostAsync("/simulator/faults", """{"duplicate_webhook":true,"two_signatures":true}""");
        await simulator.RingAsync();
        await receiver.TakesAsync(2);
        Assert.Equal(receiver.Deliveries[0].Id, receiver.Deliveries[1].Id);
        Assert.Equal(2, receiver.Deliveries[0].Signature.Split(' ').Length);

        await simulator.PostAsync("/simulator/faults", """{"wrong_signature":true}""");
        await simulator.RingAsync();
        var wrong = await receiver.TakesAsync(3);
        Assert.NotEqual(WebhookSignature.Sign(Secret, wrong.Id, long.Parse(wrong.Timestamp, System.Globalization.CultureInfo.InvariantCulture), wrong.Body), wrong.Signature);
    }

    [Fact]
    public async Task An_unknown_fault_is_refused()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        Assert.Equal(400, (await simulator.PostAsync("/simulator/faults", """{"duplicate_webhok":true}""")).Status);
    }

    private static Task<SimulatorUnderTest> StartAsync(WebhookReceiver receiver) =>
        SimulatorUnderTest.StartAsync(("WebhookUrl", receiver.Url), ("WebhookSecret", Secret));
}
