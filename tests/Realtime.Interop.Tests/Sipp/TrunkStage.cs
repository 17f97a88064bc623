using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.Interop.Tests.Sipp;

/// <summary>A gateway and a simulator for all calls of one class, and how such a call is judged.</summary>
public class TrunkStage : IAsyncLifetime
{
    private GatewayScenario? _scenario;

    internal GatewayScenario Scenario => _scenario ?? throw new InvalidOperationException("The stage is not set up.");

    protected virtual Dictionary<string, string?> Settings => [];

    protected virtual Dictionary<string, string?> SimulatorSettings => [];

    public async ValueTask InitializeAsync() => _scenario = await GatewayScenario.StartAsync(Settings, SimulatorSettings);

    public async ValueTask DisposeAsync()
    {
        if (_scenario is not null)
        {
            await _scenario.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>One call of sipp by this scenario, and its record; null when there was no call.</summary>
    internal async Task<CallRecord?> RunAsync(
        string scenario,
        string transport,
        bool isCall = true,
        Func<string, Task>? during = null,
        Action<SippRun>? afterwards = null,
        string number = "+15550100",
        params string[] arguments)
    {
        var callId = $"{scenario}-{transport}-{Guid.NewGuid():N}";
        await using var sipp = SippRun.Call($"Trunk/{scenario}", transport, transport == "udp" ? Scenario.Sip : Scenario.SipTcp, callId, ["-s", number, .. arguments]);
        if (during is not null)
        {
            await during(callId);
        }

        await sipp.SucceedsAsync();
        afterwards?.Invoke(sipp);
        return isCall ? await RecordAsync(callId) : await FindAsync(callId);
    }

    /// <summary>The live call of this Call-ID once its caller has acknowledged.</summary>
    internal Task<Call> UpAsync(string callId) => GatewayScenario.EventuallyAsync(() => Task.FromResult(
        Scenario.Calls.List().FirstOrDefault(call => call.Facts.SipCallId == callId && call.ReadyToTalk.IsCompletedSuccessfully)));

    private Task<CallRecord> RecordAsync(string callId) => GatewayScenario.EventuallyAsync(async () =>
        await FindAsync(callId) is { EndedAt: not null } record && !Scenario.Calls.TryGet(record.CallId, out _) ? record : null);

    private async Task<CallRecord?> FindAsync(string callId)
    {
        await Scenario.CallLog.FlushAsync(CancellationToken.None);
        return (await Scenario.CallLog.ListRecordsAsync(500, null, CancellationToken.None)).FirstOrDefault(record => record.CallerSipCallId == callId);
    }
}
