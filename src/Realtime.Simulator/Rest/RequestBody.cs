using System.Text.Json;
using Realtime.Simulator.Http;
using Realtime.Simulator.Schema;

namespace Realtime.Simulator.Rest;

/// <summary>Reads JSON bodies.</summary>
internal static class RequestBody
{
    /// <summary>A body is a session at most: instructions and tools of a megabyte are not meant for a phone call.</summary>
    public const int MaximumBytes = 1024 * 1024;

    /// <summary>The body as an object, an empty object for an empty body; null when it was refused and answered.</summary>
    public static async Task<JsonElement?> ReadObjectAsync(HttpContext http)
    {
        using var memory = new MemoryStream();
        await http.Request.Body.CopyToAsync(memory, http.RequestAborted);
        var body = memory.Length == 0 ? "{}"u8.ToArray() : memory.ToArray();
        if (ApiSchema.TryParse(body) is { ValueKind: JsonValueKind.Object } parsed)
        {
            return parsed;
        }

        await ApiError.WriteAsync(http, StatusCodes.Status400BadRequest, SchemaFault.Json());
        return null;
    }
}
