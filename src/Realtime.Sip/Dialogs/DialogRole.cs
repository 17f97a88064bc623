namespace Realtime.Sip.Dialogs;

/// <summary>Who made the dialog, seen from us.</summary>
public enum DialogRole : byte
{
    /// <summary>We sent the request that made it.</summary>
    Client,

    /// <summary>We answered the request that made it.</summary>
    Server,
}
