namespace Realtime.SipGateway.Signalling.Defence;

/// <summary>A sign that a source means no good; also a label of metrics, hence a closed set.</summary>
internal enum DefenceSignal
{
    /// <summary>A request that no trunk takes, or one that belongs to no call.</summary>
    UnknownSource,

    /// <summary>More new requests than a source may send.</summary>
    ExcessRate,

    /// <summary>A message that cannot be read.</summary>
    Malformed,

    /// <summary>A wrong password, a replayed nonce, a certificate of somebody else.</summary>
    FailedProof,

    /// <summary>The User-Agent of a scanner.</summary>
    Scanner,
}
