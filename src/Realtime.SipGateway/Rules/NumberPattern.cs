using System.Buffers;

namespace Realtime.SipGateway.Rules;

/// <summary>Numbers and users as the rules compare them: without visual separators (RFC 3966 §5.1.1), without regard to case.</summary>
internal static class NumberPattern
{
    /// <summary>What a rule writes for a withheld caller.</summary>
    public const string Anonymous = "anonymous";

    private static readonly SearchValues<char> Separators = SearchValues.Create(" -.()");
    private static readonly SearchValues<char> Telephone = SearchValues.Create("0123456789+*# -.()");

    /// <summary>The same instance when there is nothing to strip. A user that is no number (<c>front.desk</c>) keeps its dots and dashes.</summary>
    public static string Normalise(string text)
    {
        if (!text.AsSpan().ContainsAny(Separators) || text.AsSpan().ContainsAnyExcept(Telephone))
        {
            return text;
        }

        return string.Concat(text.Where(character => !Separators.Contains(character)));
    }
}
