using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Store;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Webhooks;

namespace Realtime.Benchmarks.Webhooks;

/// <summary>
/// What <c>load/webhook_bench.py</c> drives, each with 100 rules and 10,000 list entries where it has rules:
/// <c>bare</c>, the least that checks a signature: an ASP.NET endpoint with one HMAC;
/// <c>answer</c>, the product's endpoint, from the request to rules and answer, claims in memory, the decision taken and not carried out;
/// <c>whole</c>, the product's feature with everything that follows: call, events, record, the command to a vendor that answers from memory;
/// <c>store</c>, that with claims, events and records in SQLite, each claim committed before its answer.
/// </summary>
internal static class WebhookDevice
{
    public const string Secret = "whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=";

    private const int Rules = 100;
    private const int EntriesPerList = 100;

    public static async Task<int> RunAsync(string[] arguments, TextReader input, TextWriter output)
    {
        if (arguments is not [var kind, var port])
        {
            await output.WriteLineAsync("webhook-device bare|answer|whole|store PORT");
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("webhook-bench-").FullName;
        try
        {
            await using var app = kind == "bare" ? Bare() : await GatewayAsync(folder, kind);
            app.MapGet("/allocated", static () => GC.GetTotalAllocatedBytes(precise: true).ToString(CultureInfo.InvariantCulture));
            app.Urls.Add($"http://127.0.0.1:{port}");
            await app.StartAsync();
            await output.WriteLineAsync("ready");
            await input.ReadLineAsync();
            await app.StopAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static WebApplication Bare()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var key = Convert.FromBase64String(Secret["whsec_".Length..]);
        app.MapPost("/webhooks/{target}", async (HttpContext context) =>
        {
            var headers = context.Request.Headers;
            using var buffer = new MemoryStream((int)(context.Request.ContentLength ?? 0));
            await context.Request.Body.CopyToAsync(buffer);
            var prefix = Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{headers["webhook-timestamp"]}.");
            var mac = HMACSHA256.HashData(key, (byte[])[.. prefix, .. buffer.GetBuffer().AsSpan(0, (int)buffer.Length)]);
            var given = Convert.FromBase64String(headers["webhook-signature"].ToString()["v1,".Length..]);
            context.Response.StatusCode = CryptographicOperations.FixedTimeEquals(mac, given) ? 200 : 401;
        });
        return app;
    }

    private static async Task<WebApplication> GatewayAsync(string folder, string kind)
    {
        var policy = Path.Combine(folder, "policy.json");
        await File.WriteAllTextAsync(policy, Policy());
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = folder });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Policy:File"] = policy,
            ["Targets:openai:ApiBaseUrl"] = "http://127.0.0.1:9/v1",
            ["Targets:openai:ApiKey"] = "literal:sk-bench",
            ["Targets:openai:WebhookSecrets:0"] = "literal:" + Secret,
            ["Webhooks:AllowCallsWithoutToken"] = "true",
            ["Webhooks:MaxPending"] = "100000",
            ["Calls:MaxActiveCalls"] = "100000",
        });
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<Redactor>();
        builder.Services.AddCalls().AddStore().AddRules().AddOpenAi().AddWebhooks();
        builder.Services.AddSingleton(provider => new RealtimeCallsClient(
            TimeProvider.System, provider.GetRequiredService<ILogger<RealtimeCallsClient>>(), static _ => new AnsweringVendor()));
        if (kind != "store")
        {
            var memory = new ForgetfulStore();
            builder.Services.AddSingleton<IClaimLedger>(memory).AddSingleton<ICallEventLog>(memory);
        }

        if (kind == "answer")
        {
            builder.Services.AddSingleton<AdmissionWork>(static provider => DecideOnly(provider.GetRequiredService<PolicyStore>()));
        }

        var app = builder.Build();
        app.MapWebhooks();
        return app;
    }

    /// <summary>Facts and rules, as for a call without our edge; the decision is dropped.</summary>
    private static AdmissionWork DecideOnly(PolicyStore policies)
    {
        var headers = new EdgelessHeaders(new WebhooksOptions());
        return request =>
        {
            var decision = RuleEngine.Decide(policies.Current, headers.Read(request.Incoming), request.Target.Name);
            return decision.Accepted ? throw new InvalidOperationException("The last rule declines.") : Task.CompletedTask;
        };
    }

    /// <summary>A hundred rules, each with a list of a hundred numbers; none fits the generator's callers, the last one declines.</summary>
    private static string Policy()
    {
        var lists = Enumerable.Range(0, Rules).Select(list => string.Create(
            CultureInfo.InvariantCulture,
            $$"""  "list-{{list}}": { "entries": [ {{string.Join(", ", Enumerable.Range(0, EntriesPerList).Select(entry => string.Create(CultureInfo.InvariantCulture, $"\"+1777{list:000}{entry:0000}\"")))}} ] }"""));
        var rules = Enumerable.Range(0, Rules - 1).Select(rule => string.Create(
            CultureInfo.InvariantCulture,
            $$"""  { "name": "rule {{rule}}", "when": { "caller": [ "list:list-{{rule}}", "+44{{rule}}*" ], "dialled": [ "+1555*" ] }, "accept": { "agent": "desk" } }"""));
        return $$"""
            { "agents": { "desk": { "model": "gpt-realtime-2.1", "instructions": "Be kind." } },
              "lists": { {{string.Join(",\n", lists)}} },
              "rules": [ {{string.Join(",\n", rules)}},
                         { "name": "otherwise", "when": { "caller": [ "list:list-99" ] }, "accept": { "agent": "desk" } },
                         { "name": "closed", "reject": { "status": 480 } } ] }
            """;
    }

    /// <summary>The vendor's API without a network: 200 to everything.</summary>
    private sealed class AnsweringVendor : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
    }
}
