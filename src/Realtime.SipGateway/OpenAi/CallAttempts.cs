namespace Realtime.SipGateway.OpenAi;

/// <summary>The tries of one command, so that the retry strategy sees what was done and the answer can tell it.</summary>
internal sealed class CallAttempts(CallCommand command, TimeSpan? budget, CancellationToken giveUp)
{
    /// <summary>A try with less time than this cannot succeed.</summary>
    public static readonly TimeSpan ShortestTry = TimeSpan.FromMilliseconds(100);

    public CallCommand Command { get; } = command;

    /// <summary>Nobody wants the command any more: what is under way is waited for, nothing is tried again.</summary>
    public CancellationToken GiveUp { get; } = giveUp;

    public int Count { get; set; }

    public CallCommandAnswer? Last { get; set; }

    /// <summary>One of the tries reached the vendor, or may have.</summary>
    public bool WasSent { get; set; }

    /// <summary>Since the first try began.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>How long a try may take; null: as long as one request ever may.</summary>
    public TimeSpan? Left => budget - Elapsed;

    /// <summary>Time is left for a further try after that pause.</summary>
    public bool HasTimeFor(TimeSpan pause) => Left is not { } left || left - pause >= ShortestTry;
}
