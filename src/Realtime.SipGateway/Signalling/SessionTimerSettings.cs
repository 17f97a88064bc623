using Realtime.Sip.Dialogs;

namespace Realtime.SipGateway.Signalling;

/// <summary>Session timers (RFC 4028) of one trunk or target: whether its leg is refreshed, how often, and by whom.</summary>
public sealed class SessionTimerSettings
{
    /// <summary>Grants what the other side asks for.</summary>
    public const string Accept = "accept";

    /// <summary>Neither offered nor agreed to: an AI service does not say whether it knows them.</summary>
    public const string Off = "off";

    /// <summary>Asks for one, and refreshes alone where the other side does not know them.</summary>
    public const string Request = "request";

    /// <summary><c>off</c>, <c>accept</c> or <c>request</c>.</summary>
    public string Mode { get; set; } = Accept;

    /// <summary>The interval that <c>request</c> asks for: from <see cref="MinSeconds"/> to 86,400.</summary>
    public int Seconds { get; set; } = SessionTimerOptions.DefaultSeconds;

    /// <summary>A request for less gets 422; 90 (RFC 4028 §4) to 86,400.</summary>
    public int MinSeconds { get; set; } = SessionTimerOptions.LeastSeconds;

    /// <summary>Who refreshes, where that is ours to choose: <c>auto</c>, <c>us</c> or <c>peer</c>.</summary>
    public string Refresher { get; set; } = "auto";

    internal SessionTimerOptions ToOptions() => new()
    {
        Mode = Enum.Parse<SessionTimerMode>(Mode, ignoreCase: true),
        Seconds = Seconds,
        MinSeconds = MinSeconds,
        Refresher = Enum.Parse<SessionTimerRole>(Refresher, ignoreCase: true),
    };
}
