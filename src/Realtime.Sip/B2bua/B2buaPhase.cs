namespace Realtime.Sip.B2bua;

/// <summary>How far a call had come when it ended.</summary>
public enum B2buaPhase : byte
{
    /// <summary>The caller had no final answer.</summary>
    BeforeAnswer,

    /// <summary>The caller had a 2xx and had not acknowledged it.</summary>
    Unacknowledged,

    /// <summary>Both legs were up.</summary>
    InCall,
}
