using System.ComponentModel.DataAnnotations;

namespace Realtime.SipGateway.Signalling.Drain;

/// <summary>Section <c>Drain</c>: what becomes of live calls when the gateway is told to stop.</summary>
public sealed class DrainOptions
{
    public const string Section = "Drain";

    /// <summary>Calls may end by themselves until the deadline; then they are hung up.</summary>
    public const string Finish = "finish";

    /// <summary>Calls go on without us until the next process of the same address and store takes them up.</summary>
    public const string Handover = "handover";

    /// <summary>Fits the 30 s after which Kubernetes kills. Whoever lets calls end gives both more: the longest call they want to spare.</summary>
    public const int DefaultDeadlineSeconds = 25;

    /// <summary>A call that rings is answered, or has failed, within the time for an answer.</summary>
    public const int DefaultSettleSeconds = 15;

    [AllowedValues(Finish, Handover)]
    public string Mode { get; set; } = Finish;

    /// <summary>0 to 3,600; 0 hangs up at once. Mode <c>finish</c>.</summary>
    [Range(0, 3_600)]
    public int DeadlineSeconds { get; set; } = DefaultDeadlineSeconds;

    /// <summary>How long calls that are being set up may take until they can be handed over, 0 to 60; those that cannot are hung up. Mode <c>handover</c>.</summary>
    [Range(0, 60)]
    public int SettleSeconds { get; set; } = DefaultSettleSeconds;

    /// <summary>The time to take leave of calls after the deadline, and to write everything down.</summary>
    internal static TimeSpan Farewell { get; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the host gives its services to stop.</summary>
    internal TimeSpan ShutdownTimeout => Farewell + TimeSpan.FromSeconds(Mode == Finish ? DeadlineSeconds : SettleSeconds);
}
