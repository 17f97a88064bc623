using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Realtime.SipGateway.Sideband;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>The service's end of a sideband, in memory. Everything that is sent to it is held against the API description.</summary>
internal sealed class FakeSocket : ISidebandSocket
{
    private readonly Channel<SidebandMessage> _toGateway = Channel.CreateUnbounded<SidebandMessage>();
    private readonly List<JsonElement> _sent = [];
    private readonly List<string> _faults = [];
    private int _read;

    /// <summary>True: sends block until their time limit, as when the network swallows them.</summary>
    public bool IsStuck { get; set; }

    public bool IsClosed { get; private set; }

    public bool IsDisposed { get; private set; }

    public IReadOnlyList<JsonElement> Sent
    {
        get
        {
            lock (_sent)
            {
                return [.. _sent];
            }
        }
    }

    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_sent)
            {
                return [.. _faults];
            }
        }
    }

    public void Say(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(buffer, 0);
        _toGateway.Writer.TryWrite(SidebandMessage.Of(buffer, bytes.Length));
    }

    /// <summary>Makes receiving throw what no socket should.</summary>
    public void Fail(Exception fault) => _toGateway.Writer.TryComplete(fault);

    /// <summary>Ends the connection; without a code as a broken network does.</summary>
    public void End(int? closeCode = null, string? reason = "gone") => _toGateway.Writer.TryWrite(SidebandMessage.End(closeCode, reason));

    /// <summary>The next message of the gateway that was not read yet; it must be of this type.</summary>
    public async Task<JsonElement> NextAsync(string type)
    {
        await Eventually.TrueAsync(() => Sent.Count > _read, () => $"No {type} came; sent: {string.Join(", ", Sent.Select(TypeOf))}.");
        var next = Sent[_read++];
        Assert.Equal(type, TypeOf(next));
        return next;
    }

    /// <summary>Asserts that everything sent was read.</summary>
    public void NothingMore() => Assert.Empty(Sent.Skip(_read).Select(TypeOf));

    public async ValueTask<SidebandMessage> ReceiveAsync(CancellationToken cancellationToken) =>
        await _toGateway.Reader.ReadAsync(cancellationToken);

    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (IsStuck)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            End();
            return false;
        }

        var text = Encoding.UTF8.GetString(message.Span);
        var json = JsonElement.Parse(text);
        lock (_sent)
        {
            _sent.Add(json);
            _faults.AddRange(OpenApiSchemas.Faults(OpenApiSchemas.SchemaOfEvent("RealtimeClientEvent", TypeOf(json))!, text));
        }

        return true;
    }

    public ValueTask CloseAsync()
    {
        IsClosed = true;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private static string TypeOf(JsonElement json) => json.GetProperty("type").GetString()!;
}
