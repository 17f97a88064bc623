namespace Realtime.SipGateway.Store;

/// <summary>Which database keeps call history, claims and tool runs.</summary>
public enum StoreProvider
{
    /// <summary>One file, one gateway process, nothing to set up.</summary>
    Sqlite,

    /// <summary>A server that several gateway nodes share.</summary>
    Postgresql,
}
