using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Tests.Calls;
using Realtime.SipGateway.Tests.OpenAi;
using Realtime.SipGateway.Tests.Rules;
using Realtime.SipGateway.Tests.Rules.Versions;
using Realtime.SipGateway.Webhooks;
using Realtime.Testing;

namespace Realtime.SipGateway.Tests.Webhooks;

/// <summary>The webhook feature over a real socket, with a fake vendor behind it and a memory store.</summary>
internal sealed class WebhookHost : IAsyncDisposable
{
    public const string Secret = "whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=";

    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly HttpClient _http;

    private WebhookHost(WebApplication app, FakeVendor vendor, MemoryClaimLedger claims, MemoryCallEventLog events, RecordingLogger log, string folder)
    {
        _app = app;
        _folder = folder;
        Vendor = vendor;
        Claims = claims;
        Events = events;
        Log = log;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public FakeVendor Vendor { get; }

    public MemoryClaimLedger Claims { get; }

    public MemoryCallEventLog Events { get; }

    public RecordingLogger Log { get; }

    public ActiveCalls Calls => _app.Services.GetRequiredService<ActiveCalls>();

    public AttemptToken Tokens => _app.Services.GetRequiredService<AttemptToken>();

    public PolicyStore Policies => _app.Services.GetRequiredService<PolicyStore>();

    public Uri Url => _http.BaseAddress!;

    public static async Task<WebhookHost> StartAsync(
        Dictionary<string, string?>? settings = null, MemoryClaimLedger? claims = null, string? policy = null, MemoryHandoverLedger? handovers = null,
        Func<VendorRequest, Microsoft.AspNetCore.Http.HttpContext, Task>? vendor = null, TimeProvider? time = null)
    {
        var api = await FakeVendor.StartAsync();
        if (vendor is not null)
        {
            api.Answer = (request, _, context) => vendor(request, context);
        }

        var folder = Directory.CreateTempSubdirectory("webhooks-").FullName;
        var file = Path.Combine(folder, "policy.json");
        await File.WriteAllTextAsync(file, policy ?? PolicyText.WithRules(PolicyText.LastRule));
        claims ??= new MemoryClaimLedger();
        var events = new MemoryCallEventLog();
        var log = new RecordingLogger();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Policy:File"] = file,
            ["Targets:openai:ApiBaseUrl"] = api.BaseUrl.ToString(),
            ["Targets:openai:ApiKey"] = "literal:sk-test",
            ["Targets:openai:WebhookSecrets:0"] = "literal:" + Secret,
            ["Targets:openai:AcceptTimeoutMs"] = "30000",
        });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddSingleton(time ?? TimeProvider.System).AddSingleton<Redactor>();
        builder.Services.AddSingleton<IClaimLedger>(claims).AddSingleton<ICallEventLog>(events).AddSingleton<IHandoverLedger>(handovers ?? new MemoryHandoverLedger());
        builder.Services.AddCalls().AddRules().AddSingleton<IPolicyLedger>(new MemoryPolicyLedger()).AddSingleton<IAuditLog>(new MemoryAuditLog()).AddOpenAi().AddWebhooks();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapWebhooks();
        await app.StartAsync();
        return new WebhookHost(app, api, claims, events, log, folder);
    }

    /// <summary>A call as the SIP edge has it after its INVITE went out.</summary>
    public (Call Call, RecordingControl Control, string Token) Dial()
    {
        var control = new RecordingControl();
        var call = Calls.TryAdd(new CallFacts { Source = CallSourceKind.Sip, Dialled = "+15550100", Caller = "+15550199" }, control)!;
        control.Call = call;
        call.Decide(RuleEngine.Decide(Policies.Current, call.Facts, "openai"));
        var (_, attempt) = call.BeginAttempt();
        return (call, control, Tokens.Mint(call.Id, attempt));
    }

    public static string IncomingCall(string id, params (string Name, string Value)[] headers) => IncomingCall(id, TimeSpan.Zero, headers);

    public static string IncomingCall(string id, TimeSpan age, params (string Name, string Value)[] headers) => JsonSerializer.Serialize(new
    {
        @object = "event",
        id = "evt_" + id,
        type = "realtime.call.incoming",
        created_at = (DateTimeOffset.UtcNow - age).ToUnixTimeSeconds(),
        data = new { call_id = id, sip_headers = headers.Select(header => new { name = header.Name, value = header.Value }), sip_media_security = "srtp" },
    });

    public static string IncomingCall(string id, Call call, string token) =>
        IncomingCall(id, (AttemptToken.CallHeader, call.Id.Value), (AttemptToken.TokenHeader, token), ("From", "<sip:+15550199@a.example>;tag=1"));

    public static string Sign(string webhookId, string timestamp, string body, string secret = Secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{webhookId}.{timestamp}.{body}")));
    }

    /// <summary>Delivers a well signed event.</summary>
    public Task<HttpResponseMessage> DeliverAsync(string body, string webhookId = "wh_1", string target = "openai", int ageSeconds = 0)
    {
        var timestamp = DateTimeOffset.UtcNow.AddSeconds(-ageSeconds).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        return PostAsync(target, new ByteArrayContent(Encoding.UTF8.GetBytes(body)), webhookId, timestamp, Sign(webhookId, timestamp, body));
    }

    public async Task<HttpResponseMessage> PostAsync(
        string target, HttpContent content, string? webhookId, string? timestamp, params string[] signatures)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/" + target) { Content = content };
        Add("webhook-id", webhookId);
        Add("webhook-timestamp", timestamp);
        foreach (var signature in signatures)
        {
            Add("webhook-signature", signature);
        }

        content.Headers.ContentType ??= new System.Net.Http.Headers.MediaTypeHeaderValue("application/json");
        return await _http.SendAsync(request);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    public async Task<string> DecisionAsync(string webhookId = "wh_1")
    {
        await UntilAsync(() => Claims.DecisionOn(webhookId) is not null);
        return Claims.DecisionOn(webhookId)!;
    }

    public IEnumerable<CallEventData> EventsOf(Call call) => Events.Events.Where(one => one.CallId == call.Id).Select(one => one.Data);

    public static async Task UntilAsync(Func<bool> reached)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!reached())
        {
            await Task.Delay(5, bound.Token);
        }
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => _http.SendAsync(request);

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        await Vendor.DisposeAsync();
        Log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public static async Task AssertProblemAsync(HttpStatusCode status, HttpResponseMessage response)
    {
        Xunit.Assert.Equal(status, response.StatusCode);
        Xunit.Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Xunit.Assert.Equal((int)status, problem.RootElement.GetProperty("status").GetInt32());
        Xunit.Assert.NotEmpty(problem.RootElement.GetProperty("title").GetString()!);
    }
}
