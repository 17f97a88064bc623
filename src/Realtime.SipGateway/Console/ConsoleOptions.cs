using System.ComponentModel.DataAnnotations;

namespace Realtime.SipGateway.Console;

/// <summary>Section <c>Console</c>: sessions of people.</summary>
public sealed class ConsoleOptions
{
    public const string Section = "Console";

    /// <summary>Long enough for a call and its wrap-up, short enough for a desk that was left.</summary>
    public const int DefaultIdleMinutes = 30;

    /// <summary>A shift.</summary>
    public const int DefaultSessionHours = 12;

    /// <summary>A session that is not used ends after this, 1 to 1,440 minutes.</summary>
    [Range(1, 1_440)]
    public int IdleMinutes { get; set; } = DefaultIdleMinutes;

    /// <summary>Every session ends after this, 1 to 168 hours.</summary>
    [Range(1, 168)]
    public int SessionHours { get; set; } = DefaultSessionHours;

    /// <summary>Lets people sign in over plain HTTP from other machines: their passwords can be read on the way.</summary>
    public bool AllowPlainHttp { get; set; }
}
