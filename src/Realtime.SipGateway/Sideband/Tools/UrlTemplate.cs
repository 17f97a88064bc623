using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>
/// A tool's URL with <c>{name}</c> slots. What a model puts into a slot stays one path segment or one query value: percent-encoded, no dot
/// segments, never a part of the host.
/// </summary>
internal sealed partial class UrlTemplate(string template)
{
    /// <summary>A name, a number, an id; not a text.</summary>
    public const int MaxValueLength = 512;

    private readonly string _fixedPart = template[..HostEnd(template)];

    /// <summary>The address, or why the arguments do not give one.</summary>
    public (Uri? Uri, string? Fault) Fill(JsonElement arguments)
    {
        if (_fixedPart.Contains('{'))
        {
            return (null, "The tool's address is not fixed.");
        }

        var filled = new StringBuilder();
        var end = 0;
        foreach (var slot in Slot().EnumerateMatches(template))
        {
            var name = template.AsSpan(slot.Index + 1, slot.Length - 2).ToString();
            if (ValueOf(arguments, name) is not { } value)
            {
                return (null, $"The argument {name} is missing or is no short text or number.");
            }

            filled.Append(template, end, slot.Index - end).Append(Uri.EscapeDataString(value));
            end = slot.Index + slot.Length;
        }

        return Checked(filled.Append(template, end, template.Length - end).ToString());
    }

    private (Uri? Uri, string? Fault) Checked(string address)
    {
        var path = address[_fixedPart.Length..].Split('?', '#')[0];
        if (path.Split('/').Any(segment => segment is "." or ".."))
        {
            return (null, "An argument would change the path of the address.");
        }

        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"
            ? (uri, null)
            : (null, "The arguments give no address.");
    }

    private static string? ValueOf(JsonElement arguments, string name)
    {
        if (!arguments.TryGetProperty(name, out var value))
        {
            return null;
        }

        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => "",
        };
        return text.Length is > 0 and <= MaxValueLength ? text : null;
    }

    private static int HostEnd(string url)
    {
        var host = url.IndexOf("://", StringComparison.Ordinal);
        var end = host < 0 ? -1 : url.AsSpan(host + 3).IndexOfAny('/', '?', '#');
        return end < 0 ? url.Length : host + 3 + end;
    }

    [GeneratedRegex(@"\{[A-Za-z0-9_.-]{1,64}\}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Slot();
}
