using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Secrets;
using Realtime.SipGateway.Webhooks;

namespace Realtime.SipGateway.Tests.AfterCall;

/// <summary>A customer's endpoint on loopback that checks signatures as any receiver does.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    public const string Secret = "whsec_c2VjcmV0LW9mLXRoZS1vdXRnb2luZy13ZWJob29rcw==";
    public const string OldSecret = "whsec_dGhlLXNlY3JldC1vZi1sYXN0LXllYXItd2FzLWxvbmc=";

    private readonly WebApplication _app;

    private HookReceiver(WebApplication app) => _app = app;

    /// <summary>What came: the event's type, its id, whether both secrets signed it, and the body.</summary>
    public ConcurrentQueue<(string Type, string Id, bool Signed, JsonElement Body)> Taken { get; } = [];

    public Func<HttpContext, HttpStatusCode> Answer { get; set; } = static _ => HttpStatusCode.NoContent;

    public string Url => _app.Urls.First() + "/hook";

    public static async Task<HookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var receiver = new HookReceiver(app);
        app.MapPost("/hook", receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Settings of an endpoint that goes here.</summary>
    public Dictionary<string, string?> Settings(string name = "crm") => new()
    {
        [$"Webhooks:Outgoing:{name}:Url"] = Url,
        [$"Webhooks:Outgoing:{name}:Secrets:0"] = "literal:" + Secret,
        [$"Webhooks:Outgoing:{name}:Secrets:1"] = "literal:" + OldSecret,
        ["Egress:AllowPrivateAddresses:0"] = "127.0.0.1",
    };

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        var delivery = WebhookDelivery.From(context.Request.Headers);
        var signed = new[] { Secret, OldSecret }.All(secret => WebhookSignature.Verify(
            delivery, buffer.ToArray(), [new WebhookSecret(SecretReference.Parse("literal:" + secret))], DateTimeOffset.UtcNow) == WebhookSignatureVerdict.Valid);
        using var json = JsonDocument.Parse(buffer.ToArray());
        Taken.Enqueue((json.RootElement.GetProperty("type").GetString()!, delivery.Id!, signed, json.RootElement.Clone()));
        context.Response.StatusCode = (int)Answer(context);
    }
}
