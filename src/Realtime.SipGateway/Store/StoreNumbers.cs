namespace Realtime.SipGateway.Store;

/// <summary>How callers' numbers are kept.</summary>
public enum StoreNumbers
{
    /// <summary>As they are.</summary>
    Full,

    /// <summary>Their last four digits.</summary>
    Last4,

    /// <summary>A keyed hash: calls of one caller can be told together, and erased, but the number cannot be read.</summary>
    Hash,
}
