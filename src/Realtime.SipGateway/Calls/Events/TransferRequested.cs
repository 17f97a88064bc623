using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>transfer.requested</c>: The agent or an operator wants the caller transferred; the target as it was given.</summary>
public sealed record TransferRequested(CallEndedBy AskedBy, string? Who, string To, string? Summary) : CallEventData
{
    internal override string Type => "transfer.requested";

    public override CallEventData Redact(Redactor redactor) =>
        this with { Who = redactor.Text(Who), To = redactor.Text(To), Summary = redactor.Text(Summary) };
}
