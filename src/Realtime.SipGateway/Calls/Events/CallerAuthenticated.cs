using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>signalling.authenticated</c>: The trunk's side proved who it is, by <c>digest</c> or <c>certificate</c>.</summary>
public sealed record CallerAuthenticated(string By, string As) : CallEventData
{
    internal override string Type => "signalling.authenticated";

    public override CallEventData Redact(Redactor redactor) => this with { By = redactor.Text(By), As = redactor.Text(As) };
}
