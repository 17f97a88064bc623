using System.Buffers.Text;
using System.Globalization;

namespace Realtime.Sip.Messages;

/// <summary>The CSeq header (RFC 3261 §20.16): a number below 2^31 and the method.</summary>
public readonly record struct CSeq(uint Number, SipMethod Method)
{
    /// <summary>RFC 3261 §8.1.1.5: the sequence number must be less than 2^31.</summary>
    public const uint MaxNumber = int.MaxValue;

    public static bool TryParse(ReadOnlySpan<byte> value, out CSeq cseq)
    {
        cseq = default;
        var digits = SipGrammar.SkipDigits(value, 0);
        var method = SipGrammar.SkipWhitespace(value, digits);
        if (digits == 0 || method == digits || !Utf8Parser.TryParse(value[..digits], out uint number, out _) || number > MaxNumber
            || !SipMethod.TryParse(value[method..], out var parsed))
        {
            return false;
        }

        cseq = new CSeq(number, parsed);
        return true;
    }

    internal SipHeader ToHeader()
    {
        var text = new SipValueBuilder(stackalloc byte[SipValueBuilder.StackBytes]);
        text.Append(Number);
        text.Append(" "u8);
        text.Append(Method.Name);
        return SipHeader.OfTrusted(SipHeaderId.CSeq, text.Finish().AsMemory());
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number} {Method.Name}");
}
