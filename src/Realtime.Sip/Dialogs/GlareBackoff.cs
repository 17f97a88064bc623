using System.Security.Cryptography;

namespace Realtime.Sip.Dialogs;

/// <summary>How long to wait after a 491 before the same offer is made again (RFC 3261 §14.1): the two sides never in step.</summary>
internal static class GlareBackoff
{
    private const int StepMilliseconds = 10;
    private const int OwnerFrom = 2_100;
    private const int OwnerTo = 4_000;
    private const int OtherTo = 2_000;

    /// <summary>The side that chose the Call-ID, which is the one that made the call, waits longer.</summary>
    public static TimeSpan Next(DialogRole role) => role == DialogRole.Client
        ? TimeSpan.FromMilliseconds(OwnerFrom + Steps(OwnerTo - OwnerFrom))
        : TimeSpan.FromMilliseconds(Steps(OtherTo));

    private static int Steps(int range) => RandomNumberGenerator.GetInt32((range / StepMilliseconds) + 1) * StepMilliseconds;
}
