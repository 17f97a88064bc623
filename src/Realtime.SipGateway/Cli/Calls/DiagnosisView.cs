using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.SipGateway.Calls.Diagnosis;

namespace Realtime.SipGateway.Cli.Calls;

/// <summary>A diagnosis for people: the evidence, then what follows from it.</summary>
internal static class DiagnosisView
{
    public static async Task WriteTextAsync(TextWriter output, CallDiagnosis diagnosis)
    {
        await output.WriteLineAsync($"{diagnosis.CallId}");
        await SectionAsync(output, "Evidence", diagnosis.Evidence.Select(static one =>
            string.Create(CultureInfo.InvariantCulture, $"{one.OffsetSeconds.ToString("+0.000;-0.000", CultureInfo.InvariantCulture),10}  #{one.Seq,-4} {one.Type,-28} {one.What}")));
        await output.WriteLineAsync();
        await output.WriteLineAsync($"Root cause: {EventText.Name<RootCause>(diagnosis.RootCause)} (confidence {EventText.Name<Confidence>(diagnosis.Confidence)})");
        await output.WriteLineAsync("  " + diagnosis.Summary);
        await SectionAsync(output, "On the way", diagnosis.Contributing.Select(static line => "  " + line));
        await SectionAsync(output, "Not known", diagnosis.Missing.Select(static line => "  " + line));
        await SectionAsync(output, "What to do", diagnosis.Advice.Select(static line => "  " + line));
    }

    public static Task WriteJsonAsync(TextWriter output, CallDiagnosis diagnosis) =>
        output.WriteLineAsync(Json(diagnosis).ToJsonString(CallView.Indented));

    private static JsonNode Json(CallDiagnosis diagnosis) => JsonSerializer.SerializeToNode(diagnosis, DiagnosisJson.Default.CallDiagnosis)!;

    private static async Task SectionAsync(TextWriter output, string title, IEnumerable<string> lines)
    {
        var all = lines.ToArray();
        if (all.Length == 0)
        {
            return;
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync(title + ":");
        foreach (var line in all)
        {
            await output.WriteLineAsync(line);
        }
    }
}
