using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Tests.Api;

/// <summary>One trunk, and one fault.</summary>
internal sealed class MemoryTrunks : ITrunkStatus
{
    public IReadOnlyList<string> RefusedSettings { get; } = ["Trunks:carrier:MaxCalls 0 is out of range: 1 to 100000."];

    public string Normalise(string trunk, string number) => trunk == "carrier" && number.StartsWith('0') ? "+1" + number[1..] : number;

    public IReadOnlyList<TrunkStatus> List() => [new("carrier", 3, 100, 2.5, ["203.0.113.0/24"], ["+1555*"])];
}
