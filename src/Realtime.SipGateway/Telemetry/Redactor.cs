using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Realtime.SipGateway.Telemetry;

/// <summary>
/// The one redactor of every sink (event log, record, trace, log, console). Removes secrets (SIP credentials, SDES keys, API keys, signing
/// secrets, bearer tokens, addresses of callbacks) and payment card numbers (13 to 19 digits that pass the Luhn check, also with blanks or dashes).
/// </summary>
public sealed partial class Redactor
{
    public const string Mark = "[redacted]";

    private static readonly SearchValues<string> Triggers = SearchValues.Create(
        ["inline:", "sk-", "ek_", "whsec_", "bearer", "authorization", "response=", "password", "api-key", "token", "/callbacks/tools/"],
        StringComparison.OrdinalIgnoreCase);

    private Func<string, string>? _also;

    /// <summary>A redactor that takes out more: what the guardrails of one call's agent say.</summary>
    public Redactor With(Func<string, string> also) => new() { _also = also };

    /// <summary>The text without secrets and card numbers; the same instance when there is nothing to take out.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public string? Text(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return text;
        }

        text = _also?.Invoke(text) ?? text;

        if (text.AsSpan().ContainsAny(Triggers))
        {
            text = Secrets().Replace(text, static match => match.Groups["keep"].Value + Mark);
        }

        return MayHoldCard(text) ? Cards().Replace(text, static match => PassesLuhn(match.ValueSpan) ? Mark : match.Value) : text;
    }

    /// <summary>A caller's or dialled number: long ones that happen to pass the Luhn check are no cards. Anything else is a text.</summary>
    [return: NotNullIfNotNull(nameof(number))]
    public string? Number(string? number) => number is not null && Numbers().IsMatch(number) ? number : Text(number);

    /// <summary>
    /// A SIP message without credentials, media keys, signed identities and our own tokens. Stars of the same length take their place, so that lengths
    /// within the message stay true; numbers are left, for they are what a capture is about. The same memory when there is nothing to take out.
    /// </summary>
    public ReadOnlyMemory<byte> Sip(ReadOnlyMemory<byte> message)
    {
        // One byte is one character, both ways.
        var text = Encoding.Latin1.GetString(message.Span);
        var redacted = SipSecrets().Replace(text, Stars);
        if (redacted.AsSpan().ContainsAny(Triggers))
        {
            redacted = Secrets().Replace(redacted, Stars);
        }

        return ReferenceEquals(redacted, text) ? message : Encoding.Latin1.GetBytes(redacted);

        static string Stars(Match match)
        {
            var keep = match.Groups["keep"].Value;
            return keep + new string('*', match.Length - keep.Length);
        }
    }

    private static bool MayHoldCard(string text)
    {
        var digits = 0;
        foreach (var character in text)
        {
            digits = char.IsAsciiDigit(character) ? digits + 1 : character is ' ' or '-' ? digits : 0;
            if (digits >= 13)
            {
                return true;
            }
        }

        return false;
    }

    private static bool PassesLuhn(ReadOnlySpan<char> text)
    {
        var sum = 0;
        var position = 0;
        for (var index = text.Length - 1; index >= 0; index--)
        {
            if (!char.IsAsciiDigit(text[index]))
            {
                continue;
            }

            var digit = text[index] - '0';
            if (position++ % 2 == 1)
            {
                digit = digit > 4 ? (digit * 2) - 9 : digit * 2;
            }

            sum += digit;
        }

        return position is >= 13 and <= 19 && sum % 10 == 0;
    }

    [GeneratedRegex(
        """
        (?<keep>inline:)[^\s"|,;]+
        | (?<keep>\b(?:proxy-)?authorization\s*[:=]\s*)[^\r\n]+
        | (?<keep>\bbearer\s+)[\w.~+/=-]+
        | (?<keep>\bapi-key\s*[:=]\s*)\S+
        | (?<keep>\b(?:response|password|token)=)(?:"[^"]*"|[^\s,;&]+)
        | (?<keep>/callbacks/tools/)[^\s"?#,;]+
        | \b(?:sk-|ek_|whsec_)[\w+/=-]{8,}
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant
        | RegexOptions.NonBacktracking)]
    private static partial Regex Secrets();

    [GeneratedRegex(
        """
        (?<keep>^(?:(?:proxy-)?authorization|identity|y|x-gateway-token)[ \t]*:[ \t]*)[^\r\n]+(?:\r?\n[ \t][^\r\n]*)*
        | (?<keep>^k=)[^\r\n]+
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant
        | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex SipSecrets();

    [GeneratedRegex(@"[0-9](?:[ -]?[0-9]){12,18}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Cards();

    [GeneratedRegex(@"\A\+?[0-9*#]{1,15}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Numbers();
}
