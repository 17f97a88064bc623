using System.Globalization;
using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>The Session-Expires header (RFC 4028 §4): how long the session lives without a refresh, in seconds, and who refreshes it.</summary>
public readonly record struct SessionExpires(uint Seconds, SessionRefresher Refresher = SessionRefresher.Unsaid)
{
    /// <summary>The option tag of session timers, for Supported and Require.</summary>
    public const string OptionTag = "timer";

    /// <summary>Longer than any call; a greater value is taken as this.</summary>
    private const uint MaxSeconds = 7 * 24 * 3600;

    /// <summary>False when there is no such header, or one that makes no sense: it is as good as absent.</summary>
    public static bool TryRead(SipMessage message, out SessionExpires value)
    {
        ArgumentNullException.ThrowIfNull(message);
        value = default;
        return message.Headers.TryGet(SipHeaderId.SessionExpires, out var header) && TryParse(header.ValueBytes.Span, out value);
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out SessionExpires value)
    {
        value = default;
        var digits = SipGrammar.SkipDigits(text, 0);
        if (!TryParseSeconds(text[..digits], out var seconds))
        {
            return false;
        }

        var refresher = SessionRefresher.Unsaid;
        var rest = text[digits..];
        if (!SipGrammar.Trim(rest).IsEmpty && SipGrammar.Trim(rest)[0] != (byte)';')
        {
            return false;
        }

        while (rest.IndexOf((byte)';') is var at && at >= 0)
        {
            rest = rest[(at + 1)..];
            var end = rest.IndexOf((byte)';');
            refresher = RefresherOf(end < 0 ? rest : rest[..end]) is var said and not SessionRefresher.Unsaid ? said : refresher;
        }

        value = new SessionExpires(seconds, refresher);
        return true;
    }

    /// <summary>The Min-SE header (§5); 0 when there is none that makes sense.</summary>
    public static uint ReadMinSe(SipMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!message.Headers.TryGet(SipHeaderId.MinSE, out var header))
        {
            return 0;
        }

        var text = header.ValueBytes.Span;
        return TryParseSeconds(text[..SipGrammar.SkipDigits(text, 0)], out var seconds) ? seconds : 0;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seconds}{ParameterOf(Refresher)}");

    private static string ParameterOf(SessionRefresher refresher) => refresher switch
    {
        SessionRefresher.Uac => ";refresher=uac",
        SessionRefresher.Uas => ";refresher=uas",
        _ => "",
    };

    private static bool TryParseSeconds(ReadOnlySpan<byte> digits, out uint seconds)
    {
        var isNumber = SipGrammar.TryParseNumber(digits, uint.MaxValue, out seconds);
        seconds = Math.Min(seconds, MaxSeconds);
        return isNumber;
    }

    private static SessionRefresher RefresherOf(ReadOnlySpan<byte> parameter)
    {
        var equals = parameter.IndexOf((byte)'=');
        if (equals < 0 || !Ascii.EqualsIgnoreCase(SipGrammar.Trim(parameter[..equals]), "refresher"))
        {
            return SessionRefresher.Unsaid;
        }

        var value = SipGrammar.Trim(parameter[(equals + 1)..]);
        return Ascii.EqualsIgnoreCase(value, "uac") ? SessionRefresher.Uac
            : Ascii.EqualsIgnoreCase(value, "uas") ? SessionRefresher.Uas
            : SessionRefresher.Unsaid;
    }
}
