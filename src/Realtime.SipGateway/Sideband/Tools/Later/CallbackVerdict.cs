namespace Realtime.SipGateway.Sideband.Tools.Later;

/// <summary>What came of a callback.</summary>
internal enum CallbackVerdict
{
    Taken,

    /// <summary>No such URL was given to anybody.</summary>
    Unknown,

    /// <summary>It was used, or its time is over.</summary>
    Over,

    TooLong,
}
