namespace Realtime.Simulator.Conversation;

/// <summary>A sideband, as a session sees it. Neither call blocks.</summary>
internal interface IEventSink
{
    /// <summary>Queues one event; a sink that cannot keep up closes itself.</summary>
    void Send(string json);

    /// <summary>Ends the sideband after what is queued.</summary>
    void End(SinkEnd end);
}
