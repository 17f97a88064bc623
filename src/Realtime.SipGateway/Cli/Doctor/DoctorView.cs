using System.Text.Json.Nodes;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>Findings for people and for programs.</summary>
internal static class DoctorView
{
    public static void WriteText(TextWriter output, IReadOnlyList<DoctorFinding> findings)
    {
        var areas = findings.Select(static one => one.Area).DefaultIfEmpty("").Max(static area => area.Length);
        foreach (var one in findings)
        {
            output.WriteLine($"{Name(one.Status),-4}  {one.Area.PadRight(areas)}  {one.What}: {one.Seen}");
            if (one.Todo is not null)
            {
                output.WriteLine($"      {new string(' ', areas)}  -> {one.Todo}");
            }
        }

        output.WriteLine();
        output.WriteLine($"{Count(findings, DoctorStatus.Ok)} ok, {Plural(Count(findings, DoctorStatus.Warn), "warning")}, {Plural(Count(findings, DoctorStatus.Fail), "failure")}");
    }

    public static void WriteJson(TextWriter output, IReadOnlyList<DoctorFinding> findings) => output.WriteLine(new JsonObject
    {
        ["status"] = Name(findings.Select(static one => one.Status).DefaultIfEmpty(DoctorStatus.Ok).Max()),
        ["findings"] = new JsonArray([.. findings.Select(static one => new JsonObject
        {
            ["area"] = one.Area,
            ["status"] = Name(one.Status),
            ["what"] = one.What,
            ["seen"] = one.Seen,
            ["todo"] = one.Todo,
        })]),
    }.ToJsonString(Calls.CallView.Indented));

    private static string Name(DoctorStatus status) => status switch
    {
        DoctorStatus.Ok => "ok",
        DoctorStatus.Warn => "warn",
        _ => "fail",
    };

    private static string Plural(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static int Count(IReadOnlyList<DoctorFinding> findings, DoctorStatus status) => findings.Count(one => one.Status == status);
}
