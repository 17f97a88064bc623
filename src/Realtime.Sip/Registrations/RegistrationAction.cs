namespace Realtime.Sip.Registrations;

/// <summary>What the driver is to do next.</summary>
internal enum RegistrationAction
{
    None,

    /// <summary>Send REGISTER, wait for its outcome.</summary>
    Register,

    /// <summary>Send REGISTER that takes our binding away.</summary>
    Unregister,

    /// <summary>Wait as long as the step says, for the flow to be lost, or to be stopped.</summary>
    Wait,
}
