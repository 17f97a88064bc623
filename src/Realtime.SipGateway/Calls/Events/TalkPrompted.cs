namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>talk.prompted</c>: A proactive prompt of the agent came up.</summary>
/// <param name="Prompt">Its name in the policy.</param>
/// <param name="Trigger"><c>time</c>, or the event that it follows.</param>
/// <param name="Result"><c>spoken</c>; <c>nothing_to_say</c>: the model decided so; <c>failed</c>: the model gave no usable answer, or the service refused the words; <c>outdated</c>: the conversation went on meanwhile; <c>expired</c>: there was no moment for it.</param>
/// <param name="Failure">Of <c>failed</c>: <c>timeout</c>, <c>refused</c>, <c>failed</c>, <c>incomplete</c>, <c>unusable</c>, <c>superseded</c> or <c>malformed</c>.</param>
/// <param name="DurationMs">How long the model took to decide; null when it was not asked.</param>
public sealed record TalkPrompted(string Prompt, string Trigger, string Result, string? Failure = null, double? DurationMs = null) : CallEventData
{
    public const string Spoken = "spoken";
    public const string NothingToSay = "nothing_to_say";
    public const string Failed = "failed";
    public const string Outdated = "outdated";
    public const string Expired = "expired";

    internal override string Type => "talk.prompted";
}
