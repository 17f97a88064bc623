using System.Buffers;
using System.Globalization;
using System.Text;

namespace Realtime.SipGateway.Calls.Export;

/// <summary>
/// Cells as RFC 4180 has them. Texts come from callers: one that a spreadsheet would take for a formula gets an apostrophe in front; numbers, also
/// telephone numbers with their plus, stay as they are.
/// </summary>
internal static class CsvText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r\n\0|%");

    public static void Append(StringBuilder line, object? value)
    {
        var text = value switch
        {
            null => "",
            string given => Safe(given),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        if (text.AsSpan().ContainsAny(Special))
        {
            line.Append('"').Append(text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }
        else
        {
            line.Append(text);
        }
    }

    private static string Safe(string text)
    {
        // Also behind blanks: some programs take them off first.
        var visible = text.AsSpan().TrimStart(" \u00A0\u3000\uFEFF");
        return visible.Length == 0 || IsNumber(text) || !(Formula.Contains(visible[0]) || visible[0] is '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20') ? text : "'" + text;
    }

    private static bool IsNumber(string text)
    {
        var digits = text.AsSpan(text[0] is '+' or '-' ? 1 : 0);
        return digits.Length > 0 && !digits.ContainsAnyExceptInRange('0', '9');
    }
}
