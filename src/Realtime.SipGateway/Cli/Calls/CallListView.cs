using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Diagnosis;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Cli.Calls;

/// <summary>Calls one under another.</summary>
internal static class CallListView
{
    private static readonly string[] Header = ["started (UTC)", "call", "trunk", "caller", "dialled", "agent", "talk", "ended by", "cause", "cost", "faults"];

    public static void WriteText(TextWriter output, IReadOnlyList<CallRecord> calls, Discretion show)
    {
        if (calls.Count == 0)
        {
            output.WriteLine("No calls.");
            return;
        }

        output.WriteTable(Header, calls.Select(call => Row(call, show)));
    }

    public static Task WriteJsonAsync(TextWriter output, IReadOnlyList<CallRecord> calls, Discretion show) =>
        output.WriteLineAsync(new JsonArray([.. calls.Select(call => Json(call, show))]).ToJsonString(CallView.Indented));

    /// <summary>The record as the API gives it, its numbers shortened unless they are wanted.</summary>
    internal static JsonNode? Json(CallRecord record, Discretion show) => JsonSerializer.SerializeToNode(Shown(record, show), CallEventJson.Default.CallRecord);

    /// <summary>Unknown where a model has no price, <c>at least</c> where only some have.</summary>
    internal static string Cost(CallRecord call) => call switch
    {
        { Cost: { } cost } => string.Create(CultureInfo.InvariantCulture, $"{(HasUnpriced(call) ? "at least " : "")}{cost:0.####} {call.Currency}"),
        _ when HasUnpriced(call) => "unknown",
        _ => "-",
    };

    private static bool HasUnpriced(CallRecord call) => call.UnpricedResponses > 0 || call.UnpricedTranscriptions > 0;

    private static CallRecord Shown(CallRecord record, Discretion show) => show.IsFull ? record : record with
    {
        Dialled = record.Dialled is null ? null : show.Number(record.Dialled),
        Caller = record.Caller is null ? null : show.Number(record.Caller),
        TransferredTo = record.TransferredTo is null ? null : show.Text(record.TransferredTo),
        Reason = record.Reason is null ? null : show.Text(record.Reason),
        Faults = [.. record.Faults.Select(show.Text)],
        AfterCall = AfterCallView.Shown(record.AfterCall, show),
    };

    private static string[] Row(CallRecord call, Discretion show) =>
    [
        call.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        call.CallId.Value,
        call.Trunk ?? "-",
        show.Number(call.Caller),
        show.Number(call.Dialled),
        call.Agent ?? "-",
        call.DurationSeconds > 0 ? TimeSpan.FromSeconds(call.DurationSeconds).ToString("h\\:mm\\:ss", CultureInfo.InvariantCulture) : "-",
        call.EndedBy is { } by ? EventText.Name<CallEndedBy>(by) : "(lives)",
        call.Cause is { } cause ? EventText.Name<CallCause>(cause) + (call.SipStatus is { } status ? $" {status}" : "") : "-",
        Cost(call),
        call.Faults.Count == 0 ? "-" : call.Faults.Count.ToString(CultureInfo.InvariantCulture),
    ];
}
