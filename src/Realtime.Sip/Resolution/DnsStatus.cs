namespace Realtime.Sip.Resolution;

/// <summary>What became of a question.</summary>
internal enum DnsStatus
{
    /// <summary>There are records.</summary>
    Found,

    /// <summary>The name exists, without a record of this type.</summary>
    NoRecord,

    /// <summary>The name does not exist.</summary>
    NoName,

    /// <summary>No server gave an answer.</summary>
    Failed,
}
