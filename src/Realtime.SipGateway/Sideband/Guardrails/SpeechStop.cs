namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>A response that is being stopped, and how far that has come.</summary>
internal sealed class SpeechStop(string responseId, string itemId, GuardHit hit, string cancelEventId, long since)
{
    public string ResponseId { get; } = responseId;

    public string ItemId { get; } = itemId;

    public GuardHit Hit { get; } = hit;

    public string CancelEventId { get; set; } = cancelEventId;

    public long Since { get; } = since;

    /// <summary>It is no part of the conversation: there is nothing to take out of it, and nobody waits for another answer.</summary>
    public bool IsAside { get; init; }

    /// <summary>What the model said from the cut on, as far as it came.</summary>
    public string Cut { get; set; } = "";

    /// <summary>The model speaks no more: the item can be taken out of the conversation.</summary>
    public bool IsDone { get; set; }

    /// <summary>The conversation was mended and goes on.</summary>
    public bool HasGoneOn { get; set; }

    /// <summary>When the caller's ear went quiet, and how much had been heard then; null until it did.</summary>
    public (double StopMs, double HeardMs)? Quiet { get; set; }
}
