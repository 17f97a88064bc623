using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Nodes;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Calls.Export;

namespace Realtime.SipGateway.Api;

/// <summary>The history of calls for other programs, and the schemas of what they read.</summary>
internal sealed class ExportApi(ICallArchive archive, AuditTrail audit)
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet(
            "/calls/export",
            static (
                [Description("jsonl (default) or csv.")] string? format,
                [Description("Whose field names: native (default), asterisk or freeswitch.")] string? profile,
                [Description("ISO 8601; calls that started then or later.")] string? from,
                [Description("ISO 8601; calls that started before.")] string? to,
                HttpContext context,
                ExportApi self) => self.ExportAsync(format, profile, from, to, context))
            .RequireAuthorization(nameof(ApiScope.Supervisor))
            .Documented("ExportCalls", "Calls", "Records of ended calls, oldest first", "Streamed: as long as the history is. Stands in the audit log.")
            .Produces<string>(StatusCodes.Status200OK, "application/jsonl", "text/csv")
            .Problems(400);
        api.MapGet("/schemas/events", static () => TypedResults.Text(CallSchemas.Events(), "application/schema+json"))
            .Documented("GetEventSchema", "Calls", "JSON Schema of the events of a call")
            .Produces<string>(StatusCodes.Status200OK, "application/schema+json");
        api.MapGet("/schemas/record", static () => TypedResults.Text(CallSchemas.Record(), "application/schema+json"))
            .Documented("GetRecordSchema", "Calls", "JSON Schema of the record of a call")
            .Produces<string>(StatusCodes.Status200OK, "application/schema+json");
    }

    private async Task<IResult> ExportAsync(string? format, string? profile, string? from, string? to, HttpContext context)
    {
        if (!TryWord(format, ExportFormat.Jsonl, out var asFormat))
        {
            return ApiProblem.BadValue("format", "jsonl or csv");
        }

        if (!TryWord(profile, ExportProfile.Native, out var asProfile))
        {
            return ApiProblem.BadValue("profile", "native, asterisk or freeswitch");
        }

        if (!TryTime(from, out var start) || !TryTime(to, out var end))
        {
            return ApiProblem.BadValue("from, to", "ISO 8601 times");
        }

        // Who takes the history away should stand somewhere before it is gone.
        await audit.ActedAsync(
            context, "calls.exported", asProfile.ToString().ToLowerInvariant(),
            new JsonObject { ["from"] = from, ["to"] = to, ["format"] = asFormat.ToString().ToLowerInvariant() });
        return TypedResults.Stream(
            output => CallExport.WriteAsync(output, archive.ReadRecordsAsync(start, end, context.RequestAborted), asFormat, asProfile, context.RequestAborted),
            CallExport.MediaType(asFormat),
            $"calls.{(asFormat == ExportFormat.Csv ? "csv" : "jsonl")}");
    }

    internal static bool TryWord<T>(string? text, T otherwise, out T value)
        where T : struct, Enum
    {
        value = otherwise;
        return text is null || (Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]));
    }

    internal static bool TryTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (text is null)
        {
            return true;
        }

        var good = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed);
        time = good ? parsed : null;
        return good;
    }
}
