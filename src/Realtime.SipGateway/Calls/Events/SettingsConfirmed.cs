namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>sideband.settings_confirmed</c>: The service shows the settings that a <c>session.update</c> of the gateway asked for.</summary>
/// <param name="Tries">How often they were said, 1 or 2.</param>
/// <param name="DurationMs">Since they were said first.</param>
public sealed record SettingsConfirmed(int Tries, double DurationMs) : CallEventData
{
    internal override string Type => "sideband.settings_confirmed";
}
