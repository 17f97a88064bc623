using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>What the gateway tells a site's systems of calls, received as their programmers would: with the library of Standard Webhooks.</summary>
public sealed class NodeOutgoingTests
{
    private const string NewSecret = "whsec_c2VjcmV0LW9mLXRoZS1vdXRnb2luZy13ZWJob29rcw==";
    private const string OldSecret = "whsec_dGhlLXNlY3JldC1vZi1sYXN0LXllYXItd2FzLWxvbmc=";
    private const string OtherSecret = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_library_of_standard_webhooks_verifies_each_delivery_by_the_new_and_by_the_old_secret()
    {
        await using var sdk = await NodeSdk.StartAsync();
        var deliveries = new ConcurrentQueue<(string Body, IReadOnlyDictionary<string, string> Headers)>();
        await using var receiver = await ReceiveAsync(deliveries);
        await using var gateway = await GatewayScenario.StartAsync(new Dictionary<string, string?>
        {
            ["Webhooks:Outgoing:crm:Url"] = receiver.Urls.First() + "/hook?tenant=a%20b",
            ["Webhooks:Outgoing:crm:Secrets:0"] = "literal:" + NewSecret,
            ["Webhooks:Outgoing:crm:Secrets:1"] = "literal:" + OldSecret,
            ["Egress:AllowPrivateAddresses:0"] = "127.0.0.1",
        });
        await using var caller = gateway.Caller();
        await caller.CallAsync();
        await caller.HangUpAsync();
        await GatewayScenario.EventuallyAsync(() => Task.FromResult(deliveries.Count >= 2 ? deliveries : null));

        var types = new List<string?>();
        foreach (var (body, headers) in deliveries)
        {
            types.Add((await sdk.VerifyAsync(NewSecret, body, headers))["type"]?.GetValue<string>());
            Assert.Equal(types[^1], (await sdk.VerifyAsync(OldSecret, body, headers))["type"]?.GetValue<string>());
            Assert.Equal("WebhookVerificationError", (await sdk.VerifyAsync(OtherSecret, body, headers))["error"]?.GetValue<string>());
            Assert.Equal("WebhookVerificationError", (await sdk.VerifyAsync(NewSecret, body + " ", headers))["error"]?.GetValue<string>());
            var moved = headers.ToDictionary(one => one.Key, one => one.Key == "webhook-id" ? "msg_other" : one.Value);
            Assert.Equal("WebhookVerificationError", (await sdk.VerifyAsync(NewSecret, body, moved))["error"]?.GetValue<string>());
        }

        Assert.Equal(["call.started", "call.ended"], types);
    }

    private static async Task<WebApplication> ReceiveAsync(ConcurrentQueue<(string, IReadOnlyDictionary<string, string>)> deliveries)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var receiver = builder.Build();
        receiver.Urls.Add("http://127.0.0.1:0");
        receiver.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync(Token);
            deliveries.Enqueue((body, context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString())));
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });
        await receiver.StartAsync(Token);
        return receiver;
    }
}
