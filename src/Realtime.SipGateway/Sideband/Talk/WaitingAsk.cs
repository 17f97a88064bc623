namespace Realtime.SipGateway.Sideband.Talk;

/// <summary>A question that has no answer yet.</summary>
/// <param name="question">What is asked.</param>
/// <param name="id">By which the service names it.</param>
/// <param name="since">When it was asked, by the clock's time stamp.</param>
internal sealed class WaitingAsk(OutOfBandQuestion question, string id, long since)
{
    private readonly TaskCompletionSource<OutOfBandAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OutOfBandQuestion Question => question;

    public string Id => id;

    public long Since => since;

    /// <summary>Of the message by which it was sent; null: it waits for its turn.</summary>
    public string? EventId { get; set; }

    /// <summary>Once the service has begun it.</summary>
    public string? ResponseId { get; set; }

    public bool IsSent => EventId is not null;

    public Task<OutOfBandAnswer> Answer => _answer.Task;

    public bool IsLike(OutOfBandQuestion other) => question.Purpose == other.Purpose && question.Name == other.Name;

    public void End(string? text, string? failure, TimeSpan after) => _answer.TrySetResult(new OutOfBandAnswer(text, failure, after.TotalMilliseconds));
}
