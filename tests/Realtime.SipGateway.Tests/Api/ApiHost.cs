using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Api;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Calls.Outgoing;
using Realtime.SipGateway.Console;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Control;
using Realtime.SipGateway.Sideband.Tools;
using Realtime.SipGateway.Store;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Tests.Rules;
using Realtime.SipGateway.Tests.Webhooks;
using Realtime.Testing;

namespace Realtime.SipGateway.Tests.Api;

/// <summary>The API over a real socket with a real store in a temporary folder.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;

    private ApiHost(WebApplication app, string folder, RecordingLogger log)
    {
        _app = app;
        _folder = folder;
        Log = log;
        Anonymous = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Viewer = As("viewer-key");
        Supervisor = As("supervisor-key");
    }

    public RecordingLogger Log { get; }

    public string Folder => _folder;

    public HttpClient Anonymous { get; }

    public HttpClient Viewer { get; }

    public HttpClient Supervisor { get; }

    public ICallEventLog Events => _app.Services.GetRequiredService<ICallEventLog>();

    public ActiveCalls Calls => _app.Services.GetRequiredService<ActiveCalls>();

    public ICallerRequests Requests => _app.Services.GetRequiredService<ICallerRequests>();

    public ToolApprovals Approvals => _app.Services.GetRequiredService<ToolApprovals>();

    public PolicyStore Policies => _app.Services.GetRequiredService<PolicyStore>();

    public static async Task<ApiHost> StartAsync(Dictionary<string, string?>? settings = null, bool withKeys = true, TimeProvider? time = null)
    {
        var folder = Directory.CreateTempSubdirectory("api-").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "policy.json"),
            PolicyText.WithRules("""{ "name": "spam", "when": { "caller": ["+1900*"] }, "reject": {} }""", PolicyText.LastRule));
        var log = new RecordingLogger();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = folder });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Targets:openai:ApiBaseUrl"] = "http://127.0.0.1:1/v1",
            ["Targets:openai:ApiKey"] = "literal:sk-test",
            ["Api:HeartbeatSeconds"] = "1",
        });
        if (withKeys)
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Api:Keys:0:Name"] = "wallboard",
                ["Api:Keys:0:Sha256"] = Hash("viewer-key"),
                ["Api:Keys:1:Name"] = "ops",
                ["Api:Keys:1:Sha256"] = Hash("supervisor-key").ToUpperInvariant(),
                ["Api:Keys:1:Scope"] = "supervisor",
            });
        }

        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddSingleton(time ?? TimeProvider.System).AddSingleton<Redactor>().AddSingleton<ISourceBans>(new MemoryBans()).AddSingleton<ITrunkStatus>(new MemoryTrunks())
            .AddSingleton<IMcpServers>(new MemoryMcpServers()).AddSingleton<IOutgoingWebhooks>(new MemoryOutgoing()).AddSingleton<ICallConversation>(new ConversationControls(TimeProvider.System)).AddSingleton(new ToolApprovals(new Redactor(), TimeProvider.System)).AddSingleton<IToolApprovals>(static provider => provider.GetRequiredService<ToolApprovals>());
        builder.Services.AddCalls().AddStore().AddRules().AddOpenAi().AddApi().AddConsole().AddProblemDetails();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.UseApiFront();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseSessionWrites();
        app.UseWebSockets();
        app.MapApi();
        app.MapConsole();
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            Directory.Delete(folder, recursive: true);
            throw;
        }

        return new ApiHost(app, folder, log);
    }

    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    public HttpClient As(string key) => new()
    {
        BaseAddress = Anonymous.BaseAddress,
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
    };

    public (Call Call, RecordingControl Control) Begin(string caller = "+15550199")
    {
        var control = new RecordingControl();
        var call = Calls.TryAdd(new CallFacts { Source = CallSourceKind.Sip, Trunk = "carrier", Dialled = "+15550100", Caller = caller }, control)!;
        control.Call = call;
        call.Decide(RuleEngine.Decide(Policies.Current, call.Facts, Policies.DefaultTarget));
        return (call, control);
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        Xunit.Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    /// <summary>A service of the host.</summary>
    public T Service<T>()
        where T : class => _app.Services.GetRequiredService<T>();

    /// <summary>Stops it as the gateway does when no call is left.</summary>
    public async Task StopAsync()
    {
        Service<FollowingEnd>().Announce();
        await _app.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Anonymous.Dispose();
        Viewer.Dispose();
        Supervisor.Dispose();
        await _app.DisposeAsync();
        Log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
