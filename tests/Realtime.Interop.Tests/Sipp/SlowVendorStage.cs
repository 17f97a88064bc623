namespace Realtime.Interop.Tests.Sipp;

/// <summary>OpenAI announces the call only after a while: time to do something while it rings. And a caller who does not acknowledge is given up soon.</summary>
public sealed class SlowVendorStage : TrunkStage
{
    protected override Dictionary<string, string?> Settings => new()
    {
        ["Sip:WebhookTimeoutMs"] = "12000",
        ["Sip:AcknowledgeTimeoutMs"] = "1500",
    };

    protected override Dictionary<string, string?> SimulatorSettings => new() { ["Simulator:Faults:LateWebhookMs"] = "4000" };
}
