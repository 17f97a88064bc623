namespace Realtime.SipGateway.Calls.Numbers;

/// <summary>How a peer writes numbers.</summary>
internal enum NumberFormat
{
    /// <summary>Numbers stay as they come, and rules compare them so.</summary>
    AsSent,

    /// <summary>Country code first, with or without <c>+</c>.</summary>
    E164,

    /// <summary>As dialled within one country: with its national prefix, or with the international one.</summary>
    National,

    /// <summary>As a list of prefixes says.</summary>
    Plan,
}
