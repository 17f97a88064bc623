namespace Realtime.SipGateway.Sideband.Talk;

/// <summary>What came of a question beside the conversation.</summary>
/// <param name="Text">The answer; null without one.</param>
/// <param name="Failure">Why there is none, one of the constants; null with an answer.</param>
/// <param name="DurationMs">From asking to this.</param>
internal sealed record OutOfBandAnswer(string? Text, string? Failure, double DurationMs)
{
    /// <summary>No answer in time.</summary>
    public const string TimedOut = "timeout";

    /// <summary>The service answered with an error.</summary>
    public const string Refused = "refused";

    /// <summary>The response failed at the service.</summary>
    public const string Failed = "failed";

    /// <summary>The response was cut, by its length or by a filter of the service.</summary>
    public const string Incomplete = "incomplete";

    /// <summary>The response held no text, or more than is taken.</summary>
    public const string Unusable = "unusable";

    /// <summary>A newer question of the same name took its place before it was asked.</summary>
    public const string Superseded = "superseded";

    /// <summary>The connection broke, or there is none.</summary>
    public const string Lost = "lost";

    /// <summary>The conversation is being left or is over.</summary>
    public const string Ended = "ended";
}
