namespace Realtime.Simulator.Settings;

/// <summary>How a sideband ends when its call does.</summary>
public enum SidebandClose
{
    /// <summary>The connection is gone without a close frame (1006), as usual live.</summary>
    Abnormal,

    /// <summary>A close frame with 1000.</summary>
    Normal,
}
