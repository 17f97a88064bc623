namespace Realtime.SipGateway.OpenAi.Texts;

/// <summary>How a question to a text model ended.</summary>
internal enum TextVerdict
{
    Done,

    /// <summary>The model would not answer.</summary>
    Refused,

    /// <summary>The answer was cut off.</summary>
    Incomplete,

    /// <summary>The service does not take this request, now or later: a model that it does not know, a schema that it does not like.</summary>
    Rejected,

    /// <summary>Not now: no connection, no time, a limit, a key that is not taken.</summary>
    Unavailable,
}
