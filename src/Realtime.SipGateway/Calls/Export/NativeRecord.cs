using System.Text.Json;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls.Export;

/// <summary>The record as a row: one column per field of its JSON, whatever a record leaves out; lists in one cell.</summary>
internal static class NativeRecord
{
    public static IReadOnlyList<string> Names { get; } = [.. CallEventJson.Default.CallRecord.Properties.Select(static property => property.Name)];

    public static IEnumerable<object?> Values(CallRecord record)
    {
        var json = JsonSerializer.SerializeToElement(record, CallEventJson.Default.CallRecord);
        foreach (var name in Names)
        {
            yield return json.TryGetProperty(name, out var value) ? Cell(value) : null;
        }
    }

    private static object? Cell(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Number => value.GetDecimal(),
        JsonValueKind.Array => string.Join("; ", value.EnumerateArray().Select(static item => item.ToString())),
        _ => value.ToString(),
    };
}
