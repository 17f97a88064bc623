using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls.Export;

/// <summary>Writes records to a stream as they are read; what is in memory does not grow with their number.</summary>
internal static class CallExport
{
    /// <summary>Written at once.</summary>
    private const int ChunkLength = 64 * 1024;

    public static string MediaType(ExportFormat format) => format == ExportFormat.Csv ? "text/csv; charset=utf-8" : "application/jsonl";

    /// <summary>Returns how many records there were.</summary>
    public static async Task<long> WriteAsync(
        Stream output, IAsyncEnumerable<CallRecord> records, ExportFormat format, ExportProfile profile, CancellationToken cancellationToken)
    {
        var fields = ExportFields.Of(profile);
        var chunk = new StringBuilder();
        if (format == ExportFormat.Csv)
        {
            AppendCsv(chunk, fields?.Select(static field => (object?)field.Name) ?? NativeRecord.Names);
        }

        var count = 0L;
        await foreach (var record in records.WithCancellation(cancellationToken))
        {
            count++;
            if (format == ExportFormat.Csv)
            {
                AppendCsv(chunk, fields?.Select(field => field.Value(record)) ?? NativeRecord.Values(record));
            }
            else
            {
                chunk.Append(Json(record, fields)).Append('\n');
            }

            if (chunk.Length >= ChunkLength)
            {
                await FlushAsync(output, chunk, cancellationToken);
            }
        }

        await FlushAsync(output, chunk, cancellationToken);
        return count;
    }

    private static void AppendCsv(StringBuilder chunk, IEnumerable<object?> cells)
    {
        var first = true;
        foreach (var cell in cells)
        {
            if (!first)
            {
                chunk.Append(',');
            }

            first = false;
            CsvText.Append(chunk, cell);
        }

        chunk.Append("\r\n");
    }

    private static string Json(CallRecord record, IReadOnlyList<ExportField>? fields)
    {
        if (fields is null)
        {
            return JsonSerializer.Serialize(record, CallEventJson.Default.CallRecord);
        }

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var field in fields)
            {
                switch (field.Value(record))
                {
                    case null:
                        json.WriteNull(field.Name);
                        break;
                    case int or long:
                        json.WriteNumber(field.Name, Convert.ToInt64(field.Value(record), System.Globalization.CultureInfo.InvariantCulture));
                        break;
                    case var value:
                        json.WriteString(field.Name, value.ToString());
                        break;
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static async Task FlushAsync(Stream output, StringBuilder chunk, CancellationToken cancellationToken)
    {
        await output.WriteAsync(Encoding.UTF8.GetBytes(chunk.ToString()), cancellationToken);
        await output.FlushAsync(cancellationToken);
        chunk.Clear();
    }
}
