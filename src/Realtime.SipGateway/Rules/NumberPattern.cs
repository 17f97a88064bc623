using System.Buffers;

namespace Realtime.SipGateway.Rules;

/// <summary>Numbers and users as the rules compare them: without visual separators (RFC 3966 §5.1.1), without regard to case.</summary>
internal static class NumberPattern
{
    /// <summary>What a rule writes for a withheld caller, in normal form.</summary>
    public const string Anonymous = "ANONYMOUS";

    private static readonly SearchValues<char> Separators = SearchValues.Create(" -.()");
    private static readonly SearchValues<char> Telephone = SearchValues.Create("0123456789+*# -.()");

    /// <summary>Upper case, so that comparing is ordinal; a user that is no number (<c>front.desk</c>) keeps its dots and dashes.</summary>
    public static string Normalise(string text)
    {
        if (text.AsSpan().ContainsAnyExcept(Telephone))
        {
            return text.ToUpperInvariant();
        }

        if (!text.AsSpan().ContainsAny(Separators))
        {
            return text;
        }

        return string.Concat(text.Where(character => !Separators.Contains(character)));
    }
}
