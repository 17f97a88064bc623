namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>Keys that a caller pressed in one input.</summary>
/// <param name="Digits">Without the terminator.</param>
/// <param name="EndedBy"><c>terminator</c>, <c>length</c>, <c>timeout</c> or <c>call</c>.</param>
internal sealed record DigitInput(string Digits, string EndedBy)
{
    public const string CallOver = "call";

    public static DigitInput Nothing { get; } = new("", "timeout");
}
