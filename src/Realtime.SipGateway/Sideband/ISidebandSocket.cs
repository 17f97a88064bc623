namespace Realtime.SipGateway.Sideband;

/// <summary>An open sideband: one reader and one writer at a time.</summary>
internal interface ISidebandSocket : IAsyncDisposable
{
    /// <summary>The next message, or the end with its reason; after the end never called again. Throws only on cancellation.</summary>
    ValueTask<SidebandMessage> ReceiveAsync(CancellationToken cancellationToken);

    /// <summary>False when the message did not leave: the connection is broken, and the receiving side will say so.</summary>
    ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Says goodbye in good order, within a short bound.</summary>
    ValueTask CloseAsync();
}
