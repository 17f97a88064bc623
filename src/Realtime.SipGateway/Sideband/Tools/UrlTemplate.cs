using System.Text;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>
/// A tool's URL with <c>{name}</c> slots. What a model puts into a slot stays one path segment or one query value: percent-encoded, no dot
/// segments, never a part of the host.
/// </summary>
internal sealed class UrlTemplate(string template)
{
    /// <summary>A name, a number, an id; not a text.</summary>
    public const int MaxValueLength = 512;

    private readonly string _fixedPart = template[..HostEnd(template)];

    /// <summary>The address, or why the values do not give one. Facts of the call may be empty in the query, not in the path.</summary>
    public (Uri? Uri, string? Fault) Fill(ToolSlots slots)
    {
        if (_fixedPart.Contains('{'))
        {
            return (null, "The tool's address is not fixed.");
        }

        var query = template.IndexOf('?', StringComparison.Ordinal);
        var filled = new StringBuilder();
        var end = 0;
        foreach (var slot in ToolSlot.Pattern().EnumerateMatches(template))
        {
            var name = template.AsSpan(slot.Index + 1, slot.Length - 2).ToString();
            var mayBeEmpty = ToolSlot.IsReserved(name) && query >= 0 && slot.Index > query;
            if (slots.Text(name) is not { Length: <= MaxValueLength } value || (value.Length == 0 && !mayBeEmpty))
            {
                return (null, ToolSlot.IsReserved(name)
                    ? $"This call has no {name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..]}, which the tool needs."
                    : $"The argument {name} is missing or is no short text or number.");
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

    private static int HostEnd(string url)
    {
        var host = url.IndexOf("://", StringComparison.Ordinal);
        var end = host < 0 ? -1 : url.AsSpan(host + 3).IndexOfAny('/', '?', '#');
        return end < 0 ? url.Length : host + 3 + end;
    }
}
