using Realtime.Sip.Dialogs;

namespace Realtime.SipGateway.Signalling;

/// <summary>Checks the session timer of a trunk or target.</summary>
internal static class SessionTimerSettingsValidator
{
    private const int MostSeconds = 86_400;

    /// <param name="key">The section of the trunk or target.</param>
    /// <param name="settings">Its session timer.</param>
    /// <param name="floor">The least interval; 90 but in tests.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static void Validate(string key, SessionTimerSettings settings, int floor, List<string> faults)
    {
        EnumName.Check<SessionTimerMode>($"{key}:SessionTimer:Mode", settings.Mode, faults);
        EnumName.Check<SessionTimerRole>($"{key}:SessionTimer:Refresher", settings.Refresher, faults);
        if (settings.MinSeconds < floor || settings.MinSeconds > MostSeconds)
        {
            faults.Add($"{key}:SessionTimer:MinSeconds {settings.MinSeconds} is out of range: {floor} (RFC 4028) to {MostSeconds}.");
        }

        if (settings.Seconds < settings.MinSeconds || settings.Seconds > MostSeconds)
        {
            faults.Add($"{key}:SessionTimer:Seconds {settings.Seconds} is out of range: MinSeconds {settings.MinSeconds} to {MostSeconds}.");
        }
    }
}
