namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>transfer.progressed</c>: What is known of the target's phone: 180 it rings, 200 it answered.</summary>
public sealed record TransferProgressed(TransferMode Mode, int Status) : CallEventData
{
    internal override string Type => "transfer.progressed";
}
