namespace Realtime.SipGateway.Signalling;

/// <summary>Checks the session timer of a trunk or target.</summary>
internal static class SessionTimerSettingsValidator
{
    private const int MostSeconds = 86_400;

    private static readonly string[] Modes = [SessionTimerSettings.Off, SessionTimerSettings.Accept, SessionTimerSettings.Request];
    private static readonly string[] Refreshers = ["auto", "us", "peer"];

    /// <param name="key">The section of the trunk or target.</param>
    /// <param name="settings">Its session timer.</param>
    /// <param name="floor">The least interval; 90 but in tests.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static void Validate(string key, SessionTimerSettings settings, int floor, List<string> faults)
    {
        OneOf($"{key}:SessionTimer:Mode", settings.Mode, Modes, faults);
        OneOf($"{key}:SessionTimer:Refresher", settings.Refresher, Refreshers, faults);
        if (settings.MinSeconds < floor || settings.MinSeconds > MostSeconds)
        {
            faults.Add($"{key}:SessionTimer:MinSeconds {settings.MinSeconds} is out of range: {floor} (RFC 4028) to {MostSeconds}.");
        }

        if (settings.Seconds < settings.MinSeconds || settings.Seconds > MostSeconds)
        {
            faults.Add($"{key}:SessionTimer:Seconds {settings.Seconds} is out of range: MinSeconds {settings.MinSeconds} to {MostSeconds}.");
        }
    }

    private static void OneOf(string key, string value, string[] allowed, List<string> faults)
    {
        if (!allowed.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            faults.Add($"{key} '{value}' is not one of: {string.Join(", ", allowed)}.");
        }
    }
}
