using System.Globalization;
using System.Text;

namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>Text as patterns see it: NFKC, without characters that nobody sees. Case and punctuation stay.</summary>
internal static class GuardedText
{
    /// <summary>The same instance when nothing is to be changed.</summary>
    public static string Clean(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var composed = FoldedText.Compose(text);
        return composed.Any(IsUnseen) ? string.Concat(composed.Where(character => !IsUnseen(character))) : composed;
    }

    private static bool IsUnseen(char character) => char.GetUnicodeCategory(character) == UnicodeCategory.Format;
}
