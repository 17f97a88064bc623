namespace Realtime.Sip.Identity;

/// <summary>What the check of a caller's signed identity came to (RFC 8224 §6.2).</summary>
public enum IdentityResult
{
    /// <summary>There is no Identity header.</summary>
    Missing,

    /// <summary>None of an algorithm and kind that are spoken here: ES256, and the base PASSporT or <c>shaken</c>.</summary>
    Unsupported,

    /// <summary>The certificate is being fetched, and the call does not wait for it.</summary>
    Pending,

    /// <summary>The certificate cannot be fetched, or its address is not one that may be asked.</summary>
    BadInfo,

    /// <summary>Signed by somebody whom we have no reason to believe: chain, validity, or no authority over telephone numbers.</summary>
    Untrusted,

    /// <summary>Header or token cannot be read, or contradict each other.</summary>
    Malformed,

    /// <summary>Signed too long ago, or in the future: it may be a replay.</summary>
    Stale,

    /// <summary>Signed for another caller or another called number.</summary>
    OtherNumbers,

    /// <summary>The signature is wrong.</summary>
    BadSignature,

    /// <summary>The signer vouches for this call.</summary>
    Passed,
}
