namespace Realtime.SipGateway.OpenAi;

/// <summary>The tries of one command, so that the retry strategy sees what was done and the answer can tell it.</summary>
internal sealed class CallAttempts(CallCommand command, CancellationToken giveUp)
{
    public CallCommand Command { get; } = command;

    /// <summary>Nobody wants the command any more: what is under way is waited for, nothing is tried again.</summary>
    public CancellationToken GiveUp { get; } = giveUp;

    public int Count { get; set; }

    public CallCommandAnswer? Last { get; set; }

    /// <summary>The failure came before the request left: repeating it cannot do anything twice.</summary>
    public bool WasNotSent { get; set; }
}
