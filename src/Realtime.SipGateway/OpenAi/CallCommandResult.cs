namespace Realtime.SipGateway.OpenAi;

/// <summary>What became of accept, reject or hang-up: a closed set.</summary>
public enum CallCommandResult
{
    /// <summary>2xx. After accept: an AI session is being set up.</summary>
    Done,

    /// <summary>The vendor knows no such call (any more): the caller gave up, or it ended.</summary>
    Gone,

    /// <summary>It was accepted or rejected before.</summary>
    AlreadyDecided,

    /// <summary>The request itself was refused (4xx): repeating it is useless.</summary>
    Refused,

    /// <summary>Key, project or organisation are wrong.</summary>
    Unauthorized,

    /// <summary>A limit of the account.</summary>
    RateLimited,

    /// <summary>5xx, or no connection.</summary>
    Unavailable,

    /// <summary>No answer in time: whether it was done is unknown.</summary>
    TimedOut,
}
