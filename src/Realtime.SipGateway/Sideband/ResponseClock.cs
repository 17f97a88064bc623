using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Sideband;

/// <summary>Tells of each response how long it took and of which model it was; its cost follows from that.</summary>
/// <param name="time">The clock.</param>
/// <param name="model">The agent's model, until the session tells its own.</param>
internal sealed class ResponseClock(TimeProvider time, string? model)
{
    /// <summary>Responses under way; more than a few means that their ends were lost.</summary>
    private const int MaxBegun = 16;

    private readonly Dictionary<string, long> _begun = new(StringComparer.Ordinal);
    private string? _model = model;

    public void Uses(string? sessionModel) => _model = sessionModel ?? _model;

    public void Begun(string responseId)
    {
        if (_begun.Count >= MaxBegun)
        {
            _begun.Clear();
        }

        _begun.TryAdd(responseId, time.GetTimestamp());
    }

    public ResponseFinished Ended(ServerEvent.ResponseDone done)
    {
        double? duration = _begun.Remove(done.ResponseId, out var begun) ? time.GetElapsedTime(begun).TotalMilliseconds : null;
        return new ResponseFinished(
            done.ResponseId, done.Status, done.Reason, done.Usage.Input, done.Usage.Output, done.Usage.Cached, done.Usage.Details, duration, _model);
    }
}
