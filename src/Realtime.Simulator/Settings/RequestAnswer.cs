namespace Realtime.Simulator.Settings;

/// <summary>How a SIP request is answered whose treatment by the live service is not documented.</summary>
public enum RequestAnswer
{
    /// <summary>200.</summary>
    Answer,

    /// <summary>Not at all.</summary>
    Ignore,

    /// <summary>488.</summary>
    Refuse,
}
