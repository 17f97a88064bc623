using System.Globalization;

namespace Realtime.SipGateway.Sideband;

/// <summary>Messages on their way to the service, in order. What was not sent when a connection breaks is dropped: the session says anew what still matters.</summary>
internal sealed class Outbox
{
    private readonly Queue<byte[]> _messages = new();
    private int _lastEventId;

    /// <summary>Our event ids, unique within a call.</summary>
    public string NextEventId() => string.Create(CultureInfo.InvariantCulture, $"gw_{++_lastEventId}");

    /// <summary>Silence at once: the response is cancelled, then its audio on the way to the caller is cleared. The event id of the cancellation.</summary>
    public string Silence(string responseId)
    {
        var cancelEventId = NextEventId();
        Add(ClientEvents.ResponseCancel(cancelEventId, responseId));
        ClearAudio();
        return cancelEventId;
    }

    /// <summary>What is on its way to the caller's ear is not heard.</summary>
    public void ClearAudio() => Add(ClientEvents.OutputAudioClear(NextEventId()));

    public void Add(byte[] message) => _messages.Enqueue(message);

    public bool TryTake(out byte[]? message) => _messages.TryDequeue(out message);

    public void Clear() => _messages.Clear();
}
