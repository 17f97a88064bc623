using System.Globalization;

namespace Realtime.Sip.Messages;

/// <summary>The RAck header of a PRACK (RFC 3262 §7.2): the RSeq of the response that it acknowledges, and the CSeq of that response.</summary>
public readonly record struct RAck(uint Response, CSeq Request)
{
    /// <summary>The option tag of reliable provisional responses, for Supported and Require.</summary>
    public const string OptionTag = "100rel";

    public static bool TryRead(SipMessage message, out RAck value)
    {
        ArgumentNullException.ThrowIfNull(message);
        value = default;
        return message.Headers.TryGet(SipHeaderId.RAck, out var header) && TryParse(header.ValueBytes.Span, out value);
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out RAck value)
    {
        value = default;
        var digits = SipGrammar.SkipDigits(text, 0);
        var next = SipGrammar.SkipWhitespace(text, digits);
        if (next == digits || !SipGrammar.TryParseNumber(text[..digits], uint.MaxValue, out var response) || !CSeq.TryParse(text[next..], out var request))
        {
            return false;
        }

        value = new RAck(response, request);
        return true;
    }

    /// <summary>The number of a provisional response that wants a PRACK (§4): it requires 100rel and has an RSeq. Null: it wants none.</summary>
    public static uint? ReadRSeq(SipResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.StatusCode is > 100 and < 200
            && response.Headers.TryGet(SipHeaderId.RSeq, out var header)
            && SipGrammar.TryParseNumber(header.ValueBytes.Span, uint.MaxValue, out var number)
            && response.Headers.HasToken(SipHeaderId.Require, OptionTag)
            ? number
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Response} {Request}");
}
