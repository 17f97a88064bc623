using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Realtime.Sip.Transports;

/// <summary>
/// What the network said about datagrams that did not arrive (ICMP; RFC 3261 18.4), with the beginning of each. Linux keeps it beside the socket (ip(7),
/// IP_RECVERR); elsewhere nothing is known. The system checks that the complaint is about a datagram of this socket.
/// </summary>
internal sealed class UdpErrorQueue
{
    // Numbers of the Linux system interface; msghdr and cmsghdr as on every 64-bit Linux.
    private const int LevelIPv4 = 0;
    private const int LevelIPv6 = 41;
    private const int ReceiveErrorsIPv4 = 11;
    private const int ReceiveErrorsIPv6 = 25;
    private const int FromErrorQueue = 0x2000;
    private const int DoNotWait = 0x40;
    private const int MessageHeaderLength = 56;
    private const int ControlHeaderLength = 16;
    private const byte OriginIcmp = 2;
    private const byte OriginIcmpV6 = 3;
    private const byte UnreachableIPv4 = 3;
    private const byte FragmentationNeeded = 4;
    private const byte UnreachableIPv6 = 1;

    /// <summary>What a complaint quotes at most over IPv4 (RFC 1812 4.3.2.3); IPv6 quotes up to 1,232 bytes.</summary>
    private const int QuoteLength = 1500;

    /// <summary>Complaints taken at a time: a flood of them must not keep datagrams waiting.</summary>
    private const int MaxAtOnce = 64;

    private readonly Socket _socket;
    private readonly Lock _gate = new();
    private readonly byte[] _name = GC.AllocateArray<byte>(128, pinned: true);
    private readonly byte[] _quote = GC.AllocateArray<byte>(QuoteLength, pinned: true);
    private readonly byte[] _control = GC.AllocateArray<byte>(512, pinned: true);
    private readonly byte[] _vector = GC.AllocateArray<byte>(16, pinned: true);
    private readonly byte[] _header = GC.AllocateArray<byte>(MessageHeaderLength, pinned: true);

    private UdpErrorQueue(Socket socket) => _socket = socket;

    /// <summary>Null where the system has no such queue.</summary>
    public static UdpErrorQueue? TryOpen(Socket socket)
    {
        if (!OperatingSystem.IsLinux() || IntPtr.Size != sizeof(long) || !BitConverter.IsLittleEndian)
        {
            return null;
        }

        try
        {
            ReadOnlySpan<byte> on = [1, 0, 0, 0];
            socket.SetRawSocketOption(LevelIPv4, ReceiveErrorsIPv4, on);
            if (socket.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.SetRawSocketOption(LevelIPv6, ReceiveErrorsIPv6, on);
            }

            return new UdpErrorQueue(socket);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Takes what is there: whom each datagram was for, and how it began.</summary>
    /// <returns>How many complaints were there, those that say nothing of reachability included.</returns>
    public int Take(List<(SocketAddress To, byte[] Quote)> unreachable)
    {
        lock (_gate)
        {
            var taken = 0;
            while (taken < MaxAtOnce && TryTake(out var length))
            {
                taken++;
                if (IsUnreachable())
                {
                    var to = new SocketAddress(_socket.AddressFamily, NameLength);
                    _name.AsSpan(0, to.Size).CopyTo(to.Buffer.Span);
                    unreachable.Add((to, _quote[..length]));
                }
            }

            return taken;
        }
    }

    private int NameLength => Math.Min(BinaryPrimitives.ReadInt32LittleEndian(_header.AsSpan(8)), _name.Length);

    [DllImport("libc", EntryPoint = "recvmsg")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint ReceiveMessage(nint socket, nint message, int flags);

    private bool TryTake(out int length)
    {
        Write(_vector, 0, AddressOf(_quote));
        Write(_vector, 8, _quote.Length);
        Write(_header, 0, AddressOf(_name));
        Write(_header, 8, _name.Length);
        Write(_header, 16, AddressOf(_vector));
        Write(_header, 24, 1);
        Write(_header, 32, AddressOf(_control));
        Write(_header, 40, _control.Length);
        Write(_header, 48, 0);
        var isHeld = false;
        try
        {
            _socket.SafeHandle.DangerousAddRef(ref isHeld);
            length = (int)ReceiveMessage(_socket.SafeHandle.DangerousGetHandle(), AddressOf(_header), FromErrorQueue | DoNotWait);
            return length >= 0;
        }
        catch (ObjectDisposedException)
        {
            length = -1;
            return false;
        }
        finally
        {
            if (isHeld)
            {
                _socket.SafeHandle.DangerousRelease();
            }
        }
    }

    /// <summary>Host, network, port or protocol unreachable; a router's hint about packet sizes is none, nor is a datagram's age (RFC 3261 18.4).</summary>
    private bool IsUnreachable()
    {
        var left = (int)BinaryPrimitives.ReadInt64LittleEndian(_header.AsSpan(40));
        for (var at = 0; at + ControlHeaderLength + 8 <= left;)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(_control.AsSpan(at));
            var level = BinaryPrimitives.ReadInt32LittleEndian(_control.AsSpan(at + 8));
            var type = BinaryPrimitives.ReadInt32LittleEndian(_control.AsSpan(at + 12));
            if ((level, type) is (LevelIPv4, ReceiveErrorsIPv4) or (LevelIPv6, ReceiveErrorsIPv6))
            {
                var (origin, kind, code) = (_control[at + ControlHeaderLength + 4], _control[at + ControlHeaderLength + 5], _control[at + ControlHeaderLength + 6]);
                return (origin == OriginIcmp && kind == UnreachableIPv4 && code != FragmentationNeeded) || (origin == OriginIcmpV6 && kind == UnreachableIPv6);
            }

            if (length < ControlHeaderLength)
            {
                return false;
            }

            at += (length + 7) & ~7;
        }

        return false;
    }

    private static nint AddressOf(byte[] pinned) => Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);

    private static void Write(byte[] target, int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(target.AsSpan(at), value);
}
