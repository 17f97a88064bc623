namespace Realtime.Interop.Tests.Sipp;

/// <summary>A trunk that has to prove who it is, by the one algorithm that sipp and Kamailio 5.6 know.</summary>
public sealed class DigestStage : TrunkStage
{
    public const string Password = "open sesame";

    internal static Dictionary<string, string?> Digest
    {
        get
        {
            Environment.SetEnvironmentVariable("INTEROP_TRUNK_PASSWORD", Password);
            return new()
            {
                ["Trunks:carrier:Digest:Username"] = "carrier",
                ["Trunks:carrier:Digest:Password"] = "env:INTEROP_TRUNK_PASSWORD",
                ["Trunks:carrier:Digest:Algorithms:0"] = "MD5",
            };
        }
    }

    protected override Dictionary<string, string?> Settings => Digest;
}
