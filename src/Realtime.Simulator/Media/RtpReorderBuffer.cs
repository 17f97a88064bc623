namespace Realtime.Simulator.Media;

/// <summary>
/// Puts packets back into sequence: a packet that is ahead waits until the missing ones come or <see cref="Depth"/> packets wait, then
/// the gap is given up. Late and repeated packets are dropped. There is no jitter buffer: packets in order pass at once.
/// </summary>
internal sealed class RtpReorderBuffer
{
    /// <summary>80 ms of packets: reordering beyond that is loss to a telephone.</summary>
    private const int Depth = 4;

    private readonly SortedList<int, byte[]> _waiting = [];
    private uint _ssrc;
    private ushort _next;
    private bool _started;

    /// <summary>Packets that never came.</summary>
    public long Lost { get; private set; }

    /// <summary>Takes a packet and gives, in order, those that may be heard now.</summary>
    public IReadOnlyList<byte[]> Add(RtpPacket rtp, ReadOnlySpan<byte> packet)
    {
        if (!_started || rtp.Ssrc != _ssrc)
        {
            (_started, _ssrc, _next) = (true, rtp.Ssrc, rtp.Sequence);
            _waiting.Clear();
        }

        var ahead = (short)(rtp.Sequence - _next);
        if (ahead < 0 || !_waiting.TryAdd(ahead, packet.ToArray()))
        {
            return [];
        }

        var ready = new List<byte[]>();
        TakeReady(ready);
        while (_waiting.Count > Depth)
        {
            var gap = _waiting.Keys[0];
            Lost += gap;
            Skip(gap);
            TakeReady(ready);
        }

        return ready;
    }

    private void TakeReady(List<byte[]> ready)
    {
        while (_waiting.Count > 0 && _waiting.Keys[0] == 0)
        {
            ready.Add(_waiting.Values[0]);
            _waiting.RemoveAt(0);
            Skip(1);
        }
    }

    /// <summary>Moves the expected sequence number forward; waiting packets come that much nearer.</summary>
    private void Skip(int count)
    {
        _next = (ushort)(_next + count);
        var waiting = _waiting.ToArray();
        _waiting.Clear();
        foreach (var (ahead, packet) in waiting)
        {
            _waiting.Add(ahead - count, packet);
        }
    }
}
