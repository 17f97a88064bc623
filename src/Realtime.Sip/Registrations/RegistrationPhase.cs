namespace Realtime.Sip.Registrations;

/// <summary>Where a registration stands.</summary>
public enum RegistrationPhase
{
    /// <summary>Not begun.</summary>
    Idle,

    /// <summary>A REGISTER is under way and no binding is known.</summary>
    Registering,

    /// <summary>The registrar knows where we are.</summary>
    Registered,

    /// <summary>The binding holds, and a REGISTER that renews it is under way.</summary>
    Refreshing,

    /// <summary>No binding; the next try waits.</summary>
    Waiting,

    /// <summary>The REGISTER that takes the binding back is under way.</summary>
    Leaving,

    /// <summary>Over.</summary>
    Ended,
}
