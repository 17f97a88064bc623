namespace Realtime.Sip.Authentication;

/// <summary>Hash functions of digest access authentication, the weakest first (RFC 7616 §6.1, RFC 8760).</summary>
public enum DigestAlgorithm
{
    /// <summary>What most carriers still use; broken for signatures, but no way is known to forge a digest with it.</summary>
    Md5,

    /// <summary>RFC 8760 makes it the one to implement.</summary>
    Sha256,
}
