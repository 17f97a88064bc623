using Realtime.Simulator.Script;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Conversation;

/// <summary>What a session is given by the call it belongs to.</summary>
internal sealed record SessionContext
{
    public required string CallId { get; init; }

    public required TimeProvider Time { get; init; }

    public required Timeline Timeline { get; init; }

    public required ViolationList Violations { get; init; }

    public required ConversationScript Script { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Whether nobody takes the model's voice: then it is played to nobody, at its own pace.</summary>
    public bool PlaysByClock { get; init; } = true;

    /// <summary>Whether the caller speaks when the script says so; otherwise only when it is heard.</summary>
    public bool CallerFollowsScript { get; init; } = true;

    /// <summary>How much faster than life a session without media runs.</summary>
    public double Pace { get; init; } = 1;

    public TimeSpan WordInterval { get; init; } = TimeSpan.FromMilliseconds(40);

    public TimeSpan Length { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Whether a sideband is greeted with <c>session.created</c>.</summary>
    public bool SendsSessionCreated { get; init; }
}
