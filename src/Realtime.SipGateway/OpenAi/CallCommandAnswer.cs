namespace Realtime.SipGateway.OpenAi;

/// <summary>The answer to accept, reject or hang-up.</summary>
/// <param name="Result">What it means.</param>
/// <param name="Status">HTTP status; null without an answer.</param>
/// <param name="Code">The vendor's error code.</param>
/// <param name="Message">The vendor's words or ours, shortened; without secrets.</param>
/// <param name="RequestId"><c>x-request-id</c>, for the vendor's support.</param>
/// <param name="Tries">Requests that were made.</param>
/// <param name="Duration">From the first request to the last answer.</param>
public sealed record CallCommandAnswer(
    CallCommandResult Result, int? Status, string? Code, string? Message, string? RequestId, int Tries, TimeSpan Duration)
{
    /// <summary>Done, or nothing left to do: the goal of a reject and a hang-up.</summary>
    public bool IsOver => Result is CallCommandResult.Done or CallCommandResult.Gone;

    /// <summary>No request of this command reached the vendor: there was no connection, no time or no room for it.</summary>
    public bool WasNotSent { get; init; }

    /// <summary>Whether it was done is unknown: it was sent, and no answer tells.</summary>
    public bool MayHaveBeenDone => !WasNotSent && Result is CallCommandResult.TimedOut or CallCommandResult.Unavailable;

    /// <summary>When the vendor wants to be asked again; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
