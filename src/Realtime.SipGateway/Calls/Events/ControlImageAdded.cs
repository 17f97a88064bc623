using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>control.image_added</c>: Somebody put an image into the conversation; the image itself is not written down.</summary>
/// <param name="By">Who.</param>
/// <param name="MediaType"><c>image/png</c> or <c>image/jpeg</c>.</param>
/// <param name="Bytes">How large it is.</param>
/// <param name="Sha256">Its hash, hexadecimal.</param>
/// <param name="Text">What was said with it; null: nothing.</param>
/// <param name="Respond">The agent was to answer it.</param>
public sealed record ControlImageAdded(string By, string MediaType, int Bytes, string Sha256, string? Text, bool Respond) : CallEventData
{
    internal override string Type => "control.image_added";

    public override CallEventData Redact(Redactor redactor) => this with
    {
        By = redactor.Text(By),
        MediaType = redactor.Text(MediaType),
        Sha256 = redactor.Text(Sha256),
        Text = redactor.Text(Text),
    };
}
