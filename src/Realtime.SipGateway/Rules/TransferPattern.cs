using System.Diagnostics.CodeAnalysis;

namespace Realtime.SipGateway.Rules;

/// <summary>
/// One entry of an allow-list: a whole number or address, or the beginning of a number or user followed by <c>*</c>. The host is never a
/// pattern: who chooses the host chooses whom the carrier calls.
/// </summary>
internal sealed record TransferPattern
{
    /// <summary>A country code at least: <c>+*</c> would be the whole world.</summary>
    private const int MinPrefixDigits = 1;

    private readonly TransferAddress? _whole;
    private readonly string _prefix;
    private readonly string? _host;
    private readonly int? _port;

    private TransferPattern(TransferAddress? whole, string prefix, string? host, int? port) =>
        (_whole, _prefix, _host, _port) = (whole, prefix, host, port);

    /// <summary>It names one target.</summary>
    public bool IsExact => _whole is not null;

    public static bool TryParse(string? text, [NotNullWhen(true)] out TransferPattern? pattern)
    {
        pattern = null;
        text = text?.Trim() ?? "";
        var star = text.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
        {
            pattern = TransferAddress.TryParse(text, out var whole) ? new TransferPattern(whole, "", null, null) : null;
            return pattern is not null;
        }

        if (text.IndexOf('*', star + 1) >= 0)
        {
            return false;
        }

        pattern = star == text.Length - 1 ? OfNumbers(text[..star]) : OfUsers(text, star);
        return pattern is not null;
    }

    public bool Matches(TransferAddress target) => _whole is not null
        ? _whole == target
        : _host is null
            ? target.Number?.StartsWith(_prefix, StringComparison.Ordinal) == true
            : target.Host == _host && target.Port == _port && target.User!.StartsWith(_prefix, StringComparison.Ordinal);

    private static TransferPattern? OfNumbers(string prefix)
    {
        prefix = prefix.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? prefix[4..] : prefix;
        return TransferAddress.ReadNumber(prefix) is { } digits && digits.TrimStart('+').Length >= MinPrefixDigits
            ? new TransferPattern(null, digits, null, null)
            : null;
    }

    /// <summary><c>sip:12*@host</c>: read with a letter in place of the star.</summary>
    private static TransferPattern? OfUsers(string text, int star) =>
        star + 1 < text.Length && text[star + 1] == '@' && TransferAddress.TryParse(string.Concat(text.AsSpan(0, star), "x", text.AsSpan(star + 1)), out var address)
        && address.User?.EndsWith('x') == true
            ? new TransferPattern(null, address.User[..^1], address.Host, address.Port)
            : null;
}
