using Realtime.SipGateway.Calls;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Webhooks;

/// <summary>A claimed webhook that waits for its decision.</summary>
/// <param name="Target">Whose call it is.</param>
/// <param name="WebhookId">Key of the claim.</param>
/// <param name="Incoming">The vendor's pending call.</param>
/// <param name="Tie">The attempt it belongs to.</param>
/// <param name="Announced">What the call said to it; without meaning when it is not tied.</param>
internal sealed record AdmissionRequest(Target Target, string WebhookId, IncomingCall Incoming, WebhookTie Tie, CallVerdict Announced)
{
    /// <summary>Why it cannot be accepted as an attempt of ours, as a member's name; null when it can.</summary>
    public string? Refusal => Tie.Result != WebhookTieResult.Tied ? Tie.Result.ToString()
        : Announced != CallVerdict.Done ? "Attempt" + Announced
        : null;
}
