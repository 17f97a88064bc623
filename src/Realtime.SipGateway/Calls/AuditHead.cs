using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Realtime.SipGateway.Calls;

/// <summary>Where the audit log stood: who notes it elsewhere can tell later whether the log was cut or rewritten. Written <c>seq:hash</c>.</summary>
public sealed record AuditHead(long Seq, string Hash)
{
    private const int HashDigits = 64;

    public static bool TryParse(string? text, [NotNullWhen(true)] out AuditHead? head)
    {
        head = null;
        if (text?.Split(':') is not [var seq, { Length: HashDigits } hash]
            || !long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !hash.All(char.IsAsciiHexDigit))
        {
            return false;
        }

        head = new AuditHead(number, hash.ToLowerInvariant());
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seq}:{Hash}");
}
