namespace Realtime.SipGateway.Sideband.Talk;

/// <summary>What the model is asked for beside the conversation; on the wire, in logs and in metrics by its name in small letters.</summary>
internal enum OutOfBandPurpose
{
    /// <summary>Whether a proactive prompt is to be spoken.</summary>
    Prompt,

    /// <summary>Whether words are against a guardrail.</summary>
    Guardrail,
}
