using System.Text;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Authentication;

/// <summary>
/// The parameters of a challenge or of credentials with scheme Digest. Quoted values are kept as they stand between their quotes: so they are
/// hashed (RFC 7616 §3.3, "unq").
/// </summary>
internal sealed class DigestParameters
{
    /// <summary>RFC 7616 knows 13; a longer list is no digest.</summary>
    public const int MaxParameters = 24;

    private readonly Dictionary<string, string> _values;

    private DigestParameters(Dictionary<string, string> values) => _values = values;

    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>False for another scheme, and for what two readers could read differently: a parameter twice, a quote left open.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DigestParameters parameters)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        parameters = new DigestParameters(values);
        var at = SipGrammar.SkipToken(text, 0);
        if (!Ascii.EqualsIgnoreCase(text[..at], "Digest"))
        {
            return false;
        }

        while ((at = SkipSeparators(text, at)) < text.Length)
        {
            if (values.Count == MaxParameters || !TryReadOne(text, ref at, values))
            {
                return false;
            }
        }

        return values.Count > 0;
    }

    private static bool TryReadOne(ReadOnlySpan<byte> text, ref int at, Dictionary<string, string> values)
    {
        var nameEnd = SipGrammar.SkipToken(text, at);
        var name = Encoding.ASCII.GetString(text[at..nameEnd]);
        var equals = SipGrammar.SkipWhitespace(text, nameEnd);
        if (name.Length == 0 || equals == text.Length || text[equals] != '=')
        {
            return false;
        }

        var start = SipGrammar.SkipWhitespace(text, equals + 1);
        if (start < text.Length && text[start] == '"')
        {
            at = SipGrammar.SkipQuoted(text, start);
            return at > 0 && values.TryAdd(name, Encoding.UTF8.GetString(text[(start + 1)..(at - 1)]));
        }

        at = SipGrammar.SkipToken(text, start);
        return at > start && values.TryAdd(name, Encoding.ASCII.GetString(text[start..at]));
    }

    private static int SkipSeparators(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t' or (byte)',')
        {
            at++;
        }

        return at;
    }
}
