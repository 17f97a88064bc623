using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>What fills the slots of a tool's templates in one run.</summary>
internal sealed class ToolSlots(JsonElement arguments, Call? call, ToolContext context)
{
    /// <summary>The value as JSON; undefined when there is none.</summary>
    public JsonElement Json(string name)
    {
        if (name.StartsWith(ToolSlot.CallPrefix, StringComparison.Ordinal))
        {
            return OfCall(name) is { } fact ? AsJson(fact) : default;
        }

        if (name.StartsWith(ToolSlot.CollectedPrefix, StringComparison.Ordinal))
        {
            return context.Collected.TryGetValue(name[ToolSlot.CollectedPrefix.Length..], out var digits) ? AsJson(digits) : default;
        }

        if (name.StartsWith(ToolSlot.ExecutionPrefix, StringComparison.Ordinal))
        {
            return (name == ToolSlot.CallbackUrl ? context.CallbackUrl : context.ExecutionId) is { } value ? AsJson(value) : default;
        }

        return arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty(name, out var argument) ? argument : default;
    }

    /// <summary>The value as text: of texts, numbers and truth values; null when there is none.</summary>
    public string? Text(string name)
    {
        var value = Json(name);
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        };
    }

    private string? OfCall(string name) => name switch
    {
        "call.id" => call?.Id.Value,
        "call.caller" => call?.Facts.Caller,
        "call.caller_name" => call?.Facts.CallerName ?? "",
        "call.dialled" => call?.Facts.Dialled,
        "call.trunk" => call?.Facts.Trunk ?? "",
        _ => null,
    };

    private static JsonElement AsJson(string text) => JsonSerializer.SerializeToElement(text, ToolJson.Default.String);
}
