namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>talk.silence_prompted</c>: Nobody spoke, so the caller was asked whether they are still there.</summary>
/// <param name="Prompt">Which prompt in a row it is, from 1.</param>
/// <param name="Prompts">After how many the call is left.</param>
/// <param name="AfterSeconds">Of silence.</param>
public sealed record SilencePrompted(int Prompt, int Prompts, double AfterSeconds) : CallEventData
{
    internal override string Type => "talk.silence_prompted";
}
