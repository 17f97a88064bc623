using System.Text.Json.Nodes;
using Realtime.Simulator.Schema;

namespace Realtime.Simulator.Conversation;

/// <summary>What the service takes as an image: a PNG or JPEG inside a data URI, in a message of the user.</summary>
internal static class ImageRules
{
    public static SchemaFault? Check(JsonObject item)
    {
        var parts = item["content"] as JsonArray ?? [];
        for (var index = 0; index < parts.Count; index++)
        {
            if (parts[index]?["type"]?.GetValue<string>() != "input_image")
            {
                continue;
            }

            var path = $"item.content[{index}]";
            if (item["role"]?.GetValue<string>() != "user")
            {
                return new SchemaFault("invalid_value", "Images are taken in messages of the user only.", path + ".type");
            }

            if (!IsImage(parts[index]!["image_url"]?.GetValue<string>()))
            {
                return new SchemaFault("invalid_value", "Expected a base64-encoded data URI of a PNG or JPEG image.", path + ".image_url");
            }
        }

        return null;
    }

    private static bool IsImage(string? uri)
    {
        ReadOnlySpan<byte> start;
        if (uri?.StartsWith("data:image/png;base64,", StringComparison.Ordinal) == true)
        {
            start = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
        }
        else if (uri?.StartsWith("data:image/jpeg;base64,", StringComparison.Ordinal) == true)
        {
            start = [0xFF, 0xD8, 0xFF];
        }
        else
        {
            return false;
        }

        var base64 = uri.AsSpan(uri.IndexOf(',', StringComparison.Ordinal) + 1);
        var bytes = new byte[(base64.Length / 4 * 3) + 3];
        return Convert.TryFromBase64Chars(base64, bytes, out var length) && bytes.AsSpan(0, length).StartsWith(start);
    }
}
