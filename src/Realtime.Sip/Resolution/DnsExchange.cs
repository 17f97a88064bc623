using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Realtime.Sip.Resolution;

/// <summary>
/// One question to one server. Each has a socket of its own, so that its port is as random as its number, and takes answers from that
/// server only (RFC 5452).
/// </summary>
internal static class DnsExchange
{
    private const int LengthPrefix = 2;

    /// <summary>Datagrams looked at for one question: whoever floods us with guesses gets no more.</summary>
    private const int MaxDatagrams = 16;

    /// <summary>Null when no answer to this question came; the token ends the wait.</summary>
    public static async Task<DnsMessage?> OverUdpAsync(IPEndPoint server, ReadOnlyMemory<byte> question, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancellationToken);
        await socket.SendAsync(question, SocketFlags.None, cancellationToken);
        var buffer = new byte[ushort.MaxValue];
        for (var datagrams = 0; datagrams < MaxDatagrams; datagrams++)
        {
            var length = await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, cancellationToken);
            if (Read(buffer.AsSpan(0, length), question.Span) is { } answer)
            {
                return answer;
            }
        }

        return null;
    }

    /// <summary>For answers that do not fit into a datagram (RFC 7766).</summary>
    public static async Task<DnsMessage?> OverTcpAsync(IPEndPoint server, ReadOnlyMemory<byte> question, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancellationToken);
        await using var stream = new NetworkStream(socket);
        var framed = new byte[LengthPrefix + question.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)question.Length);
        question.CopyTo(framed.AsMemory(LengthPrefix));
        await stream.WriteAsync(framed, cancellationToken);
        await stream.ReadExactlyAsync(framed.AsMemory(0, LengthPrefix), cancellationToken);
        var buffer = new byte[BinaryPrimitives.ReadUInt16BigEndian(framed)];
        await stream.ReadExactlyAsync(buffer, cancellationToken);
        return Read(buffer, question.Span);
    }

    /// <summary>Null unless it is the response to just this question.</summary>
    private static DnsMessage? Read(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> question)
    {
        var isRead = DnsReader.TryRead(bytes, out var answer);
        return isRead && answer!.Id == BinaryPrimitives.ReadUInt16BigEndian(question) && IsSame(bytes, question) ? answer : null;
    }

    /// <summary>The question stands in the answer letter for letter: a name has no pointer there, for nothing stands before it.</summary>
    private static bool IsSame(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> question)
    {
        var length = question[DnsQuestion.HeaderLength..].IndexOf((byte)0) + 1 + sizeof(uint);
        return answer.Length >= DnsQuestion.HeaderLength + length
            && System.Text.Ascii.EqualsIgnoreCase(answer.Slice(DnsQuestion.HeaderLength, length), question.Slice(DnsQuestion.HeaderLength, length));
    }
}
