using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Tests.Calls;
using Realtime.SipGateway.Tests.Rules.Versions;
using Realtime.SipGateway.Tests.Sideband.Tools;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>The gateway's side of a call to the double: everything but signalling and webhook, as the host puts it together.</summary>
internal sealed class SimulatedCall : ICallControl, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly string _policyFile;

    private SimulatedCall(IHost host, string policyFile, CallSourceKind source)
    {
        _host = host;
        _policyFile = policyFile;
        Call = Services.GetRequiredService<ActiveCalls>().TryAdd(new CallFacts { Source = source }, this)!;
    }

    public IServiceProvider Services => _host.Services;

    public Call Call { get; }

    public PolicyDocument Policy => Services.GetRequiredService<PolicyStore>().Current.Document;

    private Target Target => Services.GetRequiredService<TargetCatalog>().All.Single();

    public static Task<SimulatedCall> CreateAsync(SimulatedService service, params (string Key, string Value)[] settings) =>
        CreateAsync(service, CallSourceKind.Sip, settings);

    /// <param name="service">Where it goes.</param>
    /// <param name="source">Where it comes from.</param>
    /// <param name="settings">What differs.</param>
    public static async Task<SimulatedCall> CreateAsync(SimulatedService service, CallSourceKind source, params (string Key, string Value)[] settings)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, PolicyText(service.ShopUrl), TestContext.Current.CancellationToken);
        var all = new Dictionary<string, string?>
        {
            ["Policy:File"] = file,
            ["Targets:openai:ApiBaseUrl"] = new Uri(service.Endpoints.ApiBaseUrl, "/v1").AbsoluteUri,
            ["Targets:openai:ApiKey"] = "literal:" + SimulatedService.ApiKey,
            ["Targets:openai:CertificateAuthorityFile"] = service.Endpoints.CertificateAuthorityPemPath,
            ["Egress:AllowedHosts:0"] = "127.0.0.1",
            ["Egress:AllowPrivateAddresses:0"] = "127.0.0.1",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(all);
        builder.Logging.AddFilter(null, LogLevel.Warning);
        builder.Services.AddMetrics().AddSingleton(TimeProvider.System).AddSingleton<Redactor>()
            .AddSingleton<MemoryCallEventLog>().AddSingleton<ICallEventLog>(provider => provider.GetRequiredService<MemoryCallEventLog>())
            .AddSingleton<IToolLedger, MemoryToolLedger>().AddSingleton<ICallerRequests, MemoryCallerRequests>().AddSingleton<IToolExecutions, MemoryToolExecutions>()
            .AddCalls().AddRules().AddSingleton<IPolicyLedger>(new MemoryPolicyLedger()).AddSingleton<IAuditLog>(new MemoryAuditLog()).AddOpenAi().AddSideband();
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new SimulatedCall(host, file, source);
    }

    /// <summary>Accepts the vendor's call and lets the caller's ACK come in.</summary>
    public async Task AcceptAsync(string vendorId)
    {
        var id = Announce(vendorId);
        var answer = await Services.GetRequiredService<RealtimeCallsClient>()
            .AcceptAsync(Target, id, Call.Id, AgentSession.ForAccept(Policy, "desk"), TestContext.Current.CancellationToken);
        Assert.True(answer.IsOver, answer.Message);
        Begin(id);
    }

    /// <summary>The call as far as accept; the vendor is not asked.</summary>
    public RealtimeCallId Announce(string vendorId)
    {
        var id = RealtimeCallId.Parse(vendorId);
        Call.Decide(CallDecision.Accept("rule", Services.GetRequiredService<PolicyStore>().Current.Version, "desk", "openai", []));
        Call.BeginAttempt();
        Call.Announce(1, id);
        Call.BeginAccept(id);
        return id;
    }

    public void Begin(RealtimeCallId id)
    {
        Call.Accepted(id);
        Call.Answer();
        Call.Acknowledge();
    }

    public IReadOnlyList<T> Recorded<T>()
        where T : CallEventData => [.. Services.GetRequiredService<MemoryCallEventLog>().Events.Select(one => one.Data).OfType<T>()];

    public async Task<CallOutcome> OutcomeAsync()
    {
        await Eventually.TrueAsync(() => Call.Progress.Outcome is not null, () => string.Join(Environment.NewLine, Recorded<CallEventData>()));
        await Call.Drained.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return Call.Progress.Outcome!;
    }

    public async ValueTask HangUpAsync(CallOutcome outcome, CancellationToken cancellationToken)
    {
        await Services.GetRequiredService<RealtimeCallsClient>()
            .HangUpAsync(Target, Call.Progress.RealtimeCallId!.Value, Call.Id, cancellationToken);
        Call.End(outcome);
    }

    public async ValueTask DisposeAsync()
    {
        Call.End(CallOutcome.CallerHungUp);
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        File.Delete(_policyFile);
    }

    private static string PolicyText(string shop) =>
        $$$"""
        {
          "agents": { "desk": {
            "model": "gpt-realtime-2.1", "instructions": "Help with orders.", "voice": "marin", "greeting": "Hello.",
            "turn_detection": { "type": "server_vad", "silence_duration_ms": 400 },
            "tools": ["lookup_order", "hang_up"], "guardrails": ["no-promises"] } },
          "tools": {
            "lookup_order": {
              "type": "http", "description": "Finds an order.", "method": "GET", "url": "{{{shop}}}/orders/{order_id}", "idempotent": true,
              "parameters": { "type": "object", "properties": { "order_id": { "type": "string" } }, "required": ["order_id"] } },
            "hang_up": { "type": "hang_up", "description": "Ends the call." } },
          "guardrails": { "no-promises": { "type": "phrases", "phrases": ["I guarantee"] } },
          "rules": [ { "name": "all", "accept": { "agent": "desk" } } ]
        }
        """;
}
