using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Realtime.Simulator;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Signalling;
using Realtime.Testing;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>Gateway and simulator in this process, over real sockets on loopback: the stage of every story about a whole call.</summary>
internal sealed class GatewayScenario : IAsyncDisposable
{
    public const string Project = "proj_test";
    public const string WebhookSecret = "whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=";

    /// <summary>Far above what any step takes on a busy machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private const string OpenAiKey = "sk-test-0123456789";

    private const string Policy =
        """
        {
          "format": 1,
          "agents": {
            "front-desk": {
              "model": "gpt-realtime-2.1", "instructions": "Be brief.", "greeting": "Hello.", "voice": "marin",
              "tools": [ "lookup_order", "hang_up", "transfer_call" ], "guardrails": [ "no-promises" ],
              "transfer": { "allow": [ "+4930*", "sip:*@pbx.example.com" ], "destinations": { "sales": "tel:+49-30-7654321" } }
            }
          },
          "tools": {
            "lookup_order": {
              "type": "http", "description": "Finds an order.", "method": "POST", "url": "http://127.0.0.1:1/orders", "timeout_ms": 500,
              "parameters": { "type": "object", "properties": { "order_id": { "type": "string" } }, "required": [ "order_id" ] }
            },
            "hang_up": { "type": "hang_up", "description": "Ends the call." },
            "transfer_call": { "type": "transfer_call", "description": "Connects the caller to a human." }
          },
          "guardrails": { "no-promises": { "type": "phrases", "phrases": [ "guarantee you a full refund" ] } },
          "rules": [
            { "name": "blocked", "when": { "caller": [ "+1555666*" ] }, "reject": { "status": 603, "reason": "Not today" } },
            { "name": "support", "when": { "dialled": [ "+15550100" ] }, "accept": { "agent": "front-desk", "@": null } },
            { "name": "nobody", "reject": { "status": 404 } }
          ]
        }
        """;

    private static readonly string[] Sections = ["Api", "Sip", "Targets", "Trunks", "Destinations", "Webhooks", "Rtpengine", "Egress"];

    private readonly string _folder;
    private readonly WebApplication _simulator;
    private readonly Func<WebApplication> _build;
    private WebApplication _gateway;

    private GatewayScenario(string folder, RecordingLogger log, WebApplication simulator, Func<WebApplication> build, Uri address)
    {
        _folder = folder;
        Log = log;
        _simulator = simulator;
        _build = build;
        _gateway = build();
        Address = address;
    }

    /// <summary>Where store and policy lie.</summary>
    public string Folder => _folder;

    /// <summary>The settings of the gateway as words of a command line.</summary>
    public string[] Arguments => [.. _gateway.Services.GetRequiredService<IConfiguration>().AsEnumerable()
        .Where(one => one.Value is not null && one.Key.Contains(':', StringComparison.Ordinal) && Sections.Contains(one.Key.Split(':')[0])).Select(one => $"--{one.Key}={one.Value}"),
        $"--Urls={Address.AbsoluteUri.TrimEnd('/')}"];

    /// <summary>The gateway's HTTP address.</summary>
    public Uri Address { get; }

    public HttpClient Http { get; } = new();

    /// <summary>Everything the gateway logged.</summary>
    public RecordingLogger Log { get; }

    public IPEndPoint Sip => _gateway.Services.GetRequiredService<SignallingService>().EndPoints[0];

    public IPEndPoint SipTcp => _gateway.Services.GetRequiredService<SignallingService>().EndPoints[1];

    /// <summary>A third listener that a scenario configures.</summary>
    public IPEndPoint SipTls => _gateway.Services.GetRequiredService<SignallingService>().EndPoints[2];

    public ActiveCalls Calls => _gateway.Services.GetRequiredService<ActiveCalls>();

    public SimulatorEndpoints OpenAi => _simulator.Services.GetRequiredService<SimulatorEndpoints>();

    /// <summary>How well the sides answer that calls are sent to.</summary>
    public ITargetStatus Targets => _gateway.Services.GetRequiredService<ITargetStatus>();

    /// <summary>The second simulator; null when there is none.</summary>
    public WebApplication? Backup { get; private init; }

    public ICallEventLog CallLog => _gateway.Services.GetRequiredService<ICallEventLog>();

    /// <summary>Starts both.</summary>
    /// <param name="settings">Gateway settings that differ from the scenario's own.</param>
    /// <param name="simulator">Simulator settings that differ.</param>
    /// <param name="backup">Settings of a second simulator, the AI target <c>backup</c>; null: there is none.</param>
    /// <param name="wire">Stands between the gateway and the first simulator's SIP.</param>
    /// <param name="accept">What the rule's accept says besides the agent, as JSON members.</param>
    /// <param name="policy">Changes the policy's text.</param>
    public static async Task<GatewayScenario> StartAsync(
        Dictionary<string, string?>? settings = null,
        Dictionary<string, string?>? simulator = null,
        Dictionary<string, string?>? backup = null,
        string? accept = null,
        FrozenWire? wire = null,
        Func<string, string>? policy = null)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-scenario-").FullName;
        var port = LoopbackPorts.Next();
        var openAi = SimulatorHost.Build(
            ["--Logging:LogLevel:Default=None", "--hostBuilder:reloadConfigOnChange=false"],
            configuration => configuration.AddInMemoryCollection(SimulatorSettings(folder, port)).AddInMemoryCollection(simulator));
        await openAi.StartAsync();
        var second = backup is null ? null : await StartBackupAsync(folder, port, backup);
        var text = Policy.Replace(", \"@\": null", accept is null ? "" : ", " + accept, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(folder, "policy.json"), policy is null ? text : policy(text));
        Environment.SetEnvironmentVariable("SCENARIO_OPENAI_KEY", OpenAiKey);
        Environment.SetEnvironmentVariable("SCENARIO_WEBHOOK_SECRET", WebhookSecret);
        var log = new RecordingLogger();
        var endpoints = openAi.Services.GetRequiredService<SimulatorEndpoints>();
        var scenario = new GatewayScenario(folder, log, openAi, Build, new Uri($"http://127.0.0.1:{port}")) { Backup = second };
        await scenario._gateway.StartAsync();
        return scenario;

        WebApplication Build() => GatewayHost.Build(["--hostBuilder:reloadConfigOnChange=false"], configuration => configuration
            .AddInMemoryCollection(GatewaySettings(folder, port, endpoints))
            .AddInMemoryCollection(second is null ? [] : TargetSettings("backup", second.Services.GetRequiredService<SimulatorEndpoints>()))
            .AddInMemoryCollection(wire is null ? [] : wire.Connect(endpoints.SipTlsEndPoint!))
            .AddInMemoryCollection(settings), log);
    }

    public TrunkCaller Caller() => new(Sip);

    /// <summary>Stops it in the order of a process that gets SIGTERM: the host's sign first, then its services.</summary>
    public Task StopGatewayAsync()
    {
        _gateway.Lifetime.StopApplication();
        return _gateway.StopAsync();
    }

    /// <summary>Stops the gateway and starts the next process of the same settings and store.</summary>
    /// <param name="between">What happens to the folder of the store while no gateway runs.</param>
    public async Task RestartGatewayAsync(Action<string>? between = null)
    {
        await _gateway.StopAsync();
        await _gateway.DisposeAsync();
        between?.Invoke(_folder);
        _gateway = _build();
        await _gateway.StartAsync();
    }

    /// <summary>The record of the call with this SIP Call-ID on the caller's leg, once it is written and the call is over.</summary>
    /// <param name="caller">Who called.</param>
    /// <param name="stopped">The gateway was stopped: everything is written, and nothing can be flushed.</param>
    public Task<CallRecord> RecordAsync(TrunkCaller caller, bool stopped = false) => RecordAsync(caller.CallId, stopped);

    /// <summary>The same by the Call-ID of the caller's leg.</summary>
    public async Task<CallRecord> RecordAsync(string callerSipCallId, bool stopped = false)
    {
        var record = await EventuallyAsync(async () =>
            (await CallLog.ListRecordsAsync(500, null, CancellationToken.None)).FirstOrDefault(one => one.CallerSipCallId == callerSipCallId));
        await EventuallyAsync(() => Task.FromResult(Calls.TryGet(record.CallId, out _) ? null : record));
        if (!stopped)
        {
            await CallLog.FlushAsync(CancellationToken.None);
        }

        return (await CallLog.FindRecordAsync(record.CallId, CancellationToken.None))!;
    }

    public async Task<IReadOnlyList<CallEventData>> EventsAsync(CallId call)
    {
        var events = new List<CallEventData>();
        await CallLog.FlushAsync(CancellationToken.None);
        await foreach (var written in CallLog.ReadAsync(call, CancellationToken.None))
        {
            events.Add(written.Data);
        }

        return events;
    }

    /// <summary>Waits until the one live call has taken this event.</summary>
    public async Task<T> SeenAsync<T>()
        where T : CallEventData
    {
        return await EventuallyAsync(async () =>
        {
            var call = Calls.List().SingleOrDefault();
            return call is null ? null : (await EventsAsync(call.Id)).OfType<T>().FirstOrDefault();
        });
    }

    /// <summary>A service of the gateway.</summary>
    public T Service<T>()
        where T : class => _gateway.Services.GetRequiredService<T>();

    /// <summary>Changes settings as a changed file does.</summary>
    public void Change(Dictionary<string, string?> settings)
    {
        foreach (var (key, value) in settings)
        {
            _gateway.Configuration[key] = value;
        }

        try
        {
            ((IConfigurationRoot)_gateway.Configuration).Reload();
        }
        catch (AggregateException)
        {
            // The platform's own monitor of faulty settings throws when all have been told; with files nobody hears it.
        }
    }

    /// <summary>Waits for a line of the gateway's log.</summary>
    public Task<RecordedLog> LoggedAsync(string text) => EventuallyAsync(() => Task.FromResult(
        Log.Lines.FirstOrDefault(line => line.Message.Contains(text, StringComparison.Ordinal))));

    /// <summary>The calls as OpenAI's side sees them.</summary>
    public Task<JsonElement[]> OpenAiCallsAsync() => CallsOfAsync(OpenAi);

    /// <summary>From now on OpenAI's side fails in these ways only.</summary>
    public Task SetFaultsAsync(string json) => AskSimulatorAsync(HttpMethod.Post, "/simulator/faults", json);

    /// <summary>From now on calls go by this script.</summary>
    public Task SetScriptAsync(string json) => AskSimulatorAsync(HttpMethod.Put, "/simulator/script", json);

    /// <summary>The caller of the one call says something, without audio.</summary>
    public async Task SayAsCallerAsync(string text)
    {
        var call = (await OpenAiCallsAsync()).Single().GetProperty("id").GetString();
        await AskSimulatorAsync(HttpMethod.Post, $"/simulator/calls/{call}/say-as-caller", JsonSerializer.Serialize(new { text }));
    }

    /// <summary>The sideband of the one call breaks; the call goes on.</summary>
    public async Task CutSidebandAsync()
    {
        var call = (await OpenAiCallsAsync()).Single().GetProperty("id").GetString();
        await AskSimulatorAsync(HttpMethod.Post, $"/simulator/calls/{call}/cut-sidebands", "{}");
    }

    /// <summary>The calls as the second simulator sees them.</summary>
    public Task<JsonElement[]> BackupCallsAsync() => CallsOfAsync(Backup!.Services.GetRequiredService<SimulatorEndpoints>());

    private async Task AskSimulatorAsync(HttpMethod method, string path, string json)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(method, new Uri(OpenAi.ApiBaseUrl, path)) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<JsonElement[]> CallsOfAsync(SimulatorEndpoints simulator)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = static (_, _, _, _) => true };
        using var http = new HttpClient(handler);
        using var answer = JsonDocument.Parse(await http.GetStringAsync(new Uri(simulator.ApiBaseUrl, "/simulator/calls")));
        return [.. answer.RootElement.EnumerateArray().Select(call => call.Clone())];
    }

    /// <summary>Asks until there is an answer.</summary>
    public static async Task<T> EventuallyAsync<T>(Func<Task<T?>> ask)
        where T : class
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            if (await ask() is { } answer)
            {
                return answer;
            }

            await Task.Delay(20, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.StopAsync();
        await _gateway.DisposeAsync();
        await _simulator.StopAsync();
        await _simulator.DisposeAsync();
        if (Backup is not null)
        {
            await Backup.StopAsync();
            await Backup.DisposeAsync();
        }

        Http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<WebApplication> StartBackupAsync(string folder, int port, Dictionary<string, string?> settings)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, "backup")).FullName;
        var simulator = SimulatorHost.Build(
            ["--Logging:LogLevel:Default=None", "--hostBuilder:reloadConfigOnChange=false"],
            configuration => configuration.AddInMemoryCollection(SimulatorSettings(own, port))
                .AddInMemoryCollection(new Dictionary<string, string?> { ["Simulator:WebhookUrl"] = $"http://127.0.0.1:{port}/webhooks/backup" })
                .AddInMemoryCollection(settings));
        await simulator.StartAsync();
        return simulator;
    }

    private static Dictionary<string, string?> SimulatorSettings(string folder, int port) => new()
    {
        ["Simulator:ProjectId"] = Project,
        ["Simulator:ApiKey"] = OpenAiKey,
        ["Simulator:WebhookUrl"] = $"http://127.0.0.1:{port}/webhooks/openai",
        ["Simulator:WebhookSecret"] = WebhookSecret,
        ["Simulator:CertificateFolder"] = folder,
    };

    private static Dictionary<string, string?> TargetSettings(string target, SimulatorEndpoints openAi) => new()
    {
        [$"Targets:{target}:SipUri"] = $"sip:{Project}@sip.api.openai.test:5061;transport=tls",
        [$"Targets:{target}:OutboundProxy"] = openAi.SipTlsEndPoint?.ToString(),
        [$"Targets:{target}:ApiBaseUrl"] = new Uri(openAi.ApiBaseUrl, "/v1").ToString(),
        [$"Targets:{target}:CertificateAuthorityFile"] = openAi.CertificateAuthorityPemPath,
        [$"Targets:{target}:ApiKey"] = "env:SCENARIO_OPENAI_KEY",
        [$"Targets:{target}:WebhookSecrets:0"] = "env:SCENARIO_WEBHOOK_SECRET",
    };

    private static Dictionary<string, string?> GatewaySettings(string folder, int port, SimulatorEndpoints openAi) => new(TargetSettings("openai", openAi))
    {
        ["Targets:openai:Default"] = "true",
        ["Urls"] = $"http://127.0.0.1:{port}",
        ["Drain:DeadlineSeconds"] = "2",
        ["Sip:Listeners:0:Transport"] = "udp",
        ["Sip:Listeners:0:Address"] = "127.0.0.1:0",
        ["Sip:Listeners:1:Transport"] = "tcp",
        ["Sip:Listeners:1:Address"] = "127.0.0.1:0",
        ["Trunks:carrier:Sources:0"] = "127.0.0.1",
        ["Trunks:carrier:MediaNetworks:0"] = "127.0.0.0/8",
        ["Trunks:carrier:AllowKeysInClear"] = "true",
        ["Policy:File"] = Path.Combine(folder, "policy.json"),
        ["Store:Path"] = Path.Combine(folder, "gateway.db"),
    };
}
