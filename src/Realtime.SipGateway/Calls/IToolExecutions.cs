namespace Realtime.SipGateway.Calls;

/// <summary>Runs of tools that answer later, over restarts and nodes.</summary>
public interface IToolExecutions
{
    /// <summary>Commits it before it is asked for; one that is there already stays.</summary>
    ValueTask BeginAsync(ToolExecution execution, CancellationToken cancellationToken);

    /// <summary>It was taken; this is where to ask for the answer.</summary>
    ValueTask PollAtAsync(string id, string address, CancellationToken cancellationToken);

    /// <summary>Commits the answer; false when there was one before: the first stands.</summary>
    ValueTask<bool> CompleteAsync(string id, string output, bool succeeded, CancellationToken cancellationToken);

    /// <summary>The answer was given to the agent, or written into the log of a call that is over.</summary>
    ValueTask DeliveredAsync(string id, CancellationToken cancellationToken);

    ValueTask<ToolExecution?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Those of a call that were not delivered.</summary>
    ValueTask<IReadOnlyList<ToolExecution>> UndeliveredAsync(CallId call, CancellationToken cancellationToken);
}
