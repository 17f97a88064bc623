namespace Realtime.Interop.Tests.Sipp;

/// <summary>A trunk whose callers are transferred by REFER and in no other way.</summary>
public sealed class ReferStage : TrunkStage
{
    protected override Dictionary<string, string?> Settings => new() { ["Trunks:carrier:Transfer:Modes:0"] = "refer" };
}
