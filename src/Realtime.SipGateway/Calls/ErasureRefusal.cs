namespace Realtime.SipGateway.Calls;

/// <summary>Why a caller cannot be erased.</summary>
public enum ErasureRefusal
{
    /// <summary>What was given is no number.</summary>
    NoNumber,

    /// <summary>A call of the number lives, or ended within the last minute.</summary>
    CallLives,

    /// <summary>Numbers are kept in a form by which they cannot be found.</summary>
    CannotBeFound,

    /// <summary>The database does not work, or events still wait beside it.</summary>
    StoreBehind,
}
