using System.Text.Json;

namespace Realtime.SipGateway.Sideband;

/// <summary>Members of a JSON object that may be absent, null or of another type: the service sends nulls where its description has values.</summary>
internal static class JsonReading
{
    /// <summary>The service's ids have some thirty characters; they stand in events, tables and messages.</summary>
    public const int MaxIdLength = 256;

    /// <summary>The member; an undefined element when there is none.</summary>
    public static JsonElement Member(this JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : default;

    public static string? TextOrNull(this JsonElement json, string name)
    {
        var member = json.Member(name);
        return member.ValueKind == JsonValueKind.String ? member.GetString() : null;
    }

    public static string Text(this JsonElement json, string name) => json.TextOrNull(name) ?? "";

    /// <exception cref="JsonException">It is longer than an id may be.</exception>
    public static string? IdOrNull(this JsonElement json, string name) => json.TextOrNull(name) is { } id ? Checked(id) : null;

    public static string Id(this JsonElement json, string name) => json.IdOrNull(name) ?? "";

    public static string Checked(string id) => id.Length <= MaxIdLength ? id : throw new JsonException("An id is too long.");

    public static int? NumberOrNull(this JsonElement json, string name)
    {
        var member = json.Member(name);
        return member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out var number) ? number : null;
    }
}
