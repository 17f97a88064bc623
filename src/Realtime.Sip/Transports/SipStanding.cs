namespace Realtime.Sip.Transports;

/// <summary>What a source is to us before it has said anything.</summary>
public enum SipStanding
{
    /// <summary>A peer of ours: the places that strangers may not take are for it.</summary>
    Known,

    /// <summary>Nobody we know; it may have a part of the places.</summary>
    Stranger,

    /// <summary>Not served.</summary>
    Banned,
}
