using System.Text.Json;
using Realtime.SipGateway.Calls.Afterwards;
using Realtime.SipGateway.Calls.Diagnosis;

namespace Realtime.SipGateway.Cli.Calls;

/// <summary>Summary and outcome of a call, which tell what was said in it.</summary>
internal static class AfterCallView
{
    public static IEnumerable<string> Lines(AfterCallResult? result, Discretion show)
    {
        if (result?.Summary is { } summary)
        {
            yield return $"Summary {Status(summary)}: {(summary.Text is { } text ? show.Words(text) : summary.Fault ?? "none")}";
        }

        if (result?.Outcome is { } outcome)
        {
            yield return $"Outcome {Status(outcome)}: {(outcome.Value is { } value ? show.Payload(value.GetRawText()) : outcome.Fault ?? "none")}";
        }
    }

    /// <summary>Without its words, unless they are wanted.</summary>
    public static AfterCallResult? Shown(AfterCallResult? result, Discretion show) => result is null || show.IsFull ? result : result with
    {
        Summary = result.Summary is { Text: { } text } summary ? summary with { Text = show.Words(text) } : result.Summary,
        Outcome = result.Outcome is { } outcome ? outcome with { Value = null } : null,
    };

    private static string Status(AfterCallPart part) => JsonNamingPolicy.SnakeCaseLower.ConvertName(part.Status.ToString());
}
