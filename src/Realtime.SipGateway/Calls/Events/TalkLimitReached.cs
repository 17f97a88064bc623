namespace Realtime.SipGateway.Calls.Events;

/// <summary><c>talk.limit_reached</c>: The conversation reached a limit of the agent.</summary>
/// <param name="Limit"><c>max_turns</c> or <c>max_talk_seconds</c>.</param>
/// <param name="Max">Turns or seconds.</param>
/// <param name="Action"><c>finish</c>: the conversation is left; <c>warn</c>: the model was told.</param>
public sealed record TalkLimitReached(string Limit, double Max, string Action) : CallEventData
{
    public const string Turns = "max_turns";
    public const string TalkSeconds = "max_talk_seconds";

    internal override string Type => "talk.limit_reached";
}
