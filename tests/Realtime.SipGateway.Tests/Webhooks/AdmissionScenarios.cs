using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Realtime.Simulator.Settings;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Store;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Webhooks;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Webhooks;

/// <summary>Webhook to session over real sockets: the simulator on the other side over TLS, a real store, the sample policy.</summary>
public sealed class AdmissionScenarios : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("admission-").FullName;
    private SimulatedVendor _vendor = null!;
    private WebApplication _gateway = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        File.Copy(Path.Combine(FolderRules.RepositoryRoot(), "policy.json"), Path.Combine(_folder, "policy.json"));
        _vendor = await SimulatedVendor.StartAsync();
        _gateway = await StartGatewayAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _vendor.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_call_of_ours_becomes_a_session_that_the_service_takes_without_a_complaint()
    {
        var (call, _, token) = Dial();

        var vendorCall = await _vendor.RingAsync(call, token);

        var active = await _vendor.ReachesAsync(vendorCall, "active");
        Assert.Equal("gpt-realtime-2.1", active.GetProperty("model").GetString());
        await WebhookHost.UntilAsync(() => call.Progress.State == CallState.Accepted);
        Assert.Equal(vendorCall, call.Progress.RealtimeCallId?.Value);
    }

    [Fact]
    public async Task A_webhook_that_comes_twice_makes_one_session()
    {
        _vendor.Faults = new SimulatorFaults { DuplicateWebhook = true };
        var (call, control, token) = Dial();

        await _vendor.ReachesAsync(await _vendor.RingAsync(call, token), "active");

        await WebhookHost.UntilAsync(() => call.Progress.State == CallState.Accepted);
        Assert.Empty(control.HangUps);
    }

    [Fact]
    public async Task Two_signatures_during_a_rotation_are_taken()
    {
        _vendor.Faults = new SimulatorFaults { TwoSignatures = true };
        var (call, _, token) = Dial();

        await _vendor.ReachesAsync(await _vendor.RingAsync(call, token), "active");
    }

    [Fact]
    public async Task A_webhook_with_a_wrong_signature_changes_nothing()
    {
        _vendor.Faults = new SimulatorFaults { WrongSignature = true };
        var (call, _, token) = Dial();

        var vendorCall = await _vendor.RingAsync(call, token);

        // The right signature on the next delivery proves that the first was refused and forgotten.
        _vendor.Faults = new SimulatorFaults();
        await _vendor.ReachesAsync(vendorCall, "active");
        await WebhookHost.UntilAsync(() => call.Progress.State == CallState.Accepted);
    }

    [Fact]
    public async Task A_stranger_who_knows_the_project_gets_no_session()
    {
        await _vendor.ReachesAsync(await _vendor.RingAsync(("X-Hello", "it is me")), "ended");

        Assert.Empty(Calls.List());
    }

    [Fact]
    public async Task A_caller_who_goes_during_accept_leaves_no_session_behind()
    {
        _vendor.Faults = new SimulatorFaults { AcceptDelayMs = 300 };
        var (call, _, token) = Dial();
        var vendorCall = await _vendor.RingAsync(call, token);
        await WebhookHost.UntilAsync(() => call.Progress.State == CallState.Accepting);

        call.End(CallOutcome.CallerCancelled);

        await _vendor.ReachesAsync(vendorCall, "ended");
    }

    [Fact]
    public async Task A_refused_accept_ends_the_callers_call()
    {
        _vendor.Faults = new SimulatorFaults { AcceptStatus = 429 };
        var (call, control, token) = Dial();

        await _vendor.RingAsync(call, token);

        await WebhookHost.UntilAsync(() => !control.HangUps.IsEmpty);
        Assert.Equal((CallCause.AcceptRefused, 503), (control.HangUps.Single().Cause, control.HangUps.Single().SipStatus));
    }

    [Fact]
    public async Task A_gateway_that_died_ends_its_sessions_when_it_comes_back_and_writes_the_record()
    {
        var (call, _, token) = Dial();
        var vendorCall = await _vendor.RingAsync(call, token);
        await _vendor.ReachesAsync(vendorCall, "active");
        await WebhookHost.UntilAsync(() => call.Progress.State == CallState.Accepted);
        await WebhookHost.UntilAsync(() => Claims.UndecidedAsync(Token).AsTask().GetAwaiter().GetResult().Count == 0);

        // Without a stop: nothing is ended in an orderly way.
        await _gateway.DisposeAsync();
        _gateway = await StartGatewayAsync();

        await _vendor.ReachesAsync(vendorCall, "ended");
        var record = await _gateway.Services.GetRequiredService<ICallEventLog>().FindRecordAsync(call.Id, Token);
        Assert.Equal((CallCause.GatewayCrashed, vendorCall), (record!.Cause, record.RealtimeCallId?.Value));
        await WebhookHost.UntilAsync(() => Claims.UndecidedAsync(Token).AsTask().GetAwaiter().GetResult().Count == 0);
    }

    private ActiveCalls Calls => _gateway.Services.GetRequiredService<ActiveCalls>();

    private IClaimLedger Claims => _gateway.Services.GetRequiredService<IClaimLedger>();

    private async Task<WebApplication> StartGatewayAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = _folder });
        builder.Configuration.AddInMemoryCollection(_vendor.Target);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<Redactor>();
        builder.Services.AddCalls().AddStore().AddRules().AddOpenAi().AddWebhooks();
        var gateway = builder.Build();
        gateway.Urls.Add("http://127.0.0.1:0");
        gateway.MapWebhooks();
        await gateway.StartAsync(Token);
        _vendor.Gateway = new Uri(gateway.Urls.First());
        return gateway;
    }

    private (Call Call, RecordingControl Control, string Token) Dial()
    {
        var control = new RecordingControl();
        var call = Calls.TryAdd(new CallFacts { Source = CallSourceKind.Sip, Dialled = "+15550100", Caller = "+15550199" }, control)!;
        control.Call = call;
        var policies = _gateway.Services.GetRequiredService<PolicyStore>();
        call.Decide(RuleEngine.Decide(policies.Current, call.Facts, policies.DefaultTarget));
        var (_, attempt) = call.BeginAttempt();
        return (call, control, _gateway.Services.GetRequiredService<AttemptToken>().Mint(call.Id, attempt));
    }
}
