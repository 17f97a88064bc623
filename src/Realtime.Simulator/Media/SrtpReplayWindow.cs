namespace Realtime.Simulator.Media;

/// <summary>The receiver's view of one source: highest packet index seen and which of the 64 before it came (RFC 3711, section 3.3.2).</summary>
internal struct SrtpReplayWindow
{
    private const int Size = 64;

    private ulong _seen;
    private ulong _highest;
    private bool _started;

    /// <summary>The index of a packet by its 16-bit sequence number, rollovers guessed (RFC 3711, appendix A).</summary>
    public readonly ulong IndexOf(ushort sequence)
    {
        if (!_started)
        {
            return sequence;
        }

        var rollover = (long)(_highest >> 16);
        var last = (int)(_highest & 0xFFFF);
        if (last < 0x8000 && sequence - last > 0x8000)
        {
            rollover--;
        }
        else if (last >= 0x8000 && last - 0x8000 > sequence)
        {
            rollover++;
        }

        return ((ulong)Math.Max(rollover, 0) << 16) | sequence;
    }

    /// <summary>True when a packet with this index came before, or is too old to tell.</summary>
    public readonly bool IsReplay(ulong index)
    {
        if (!_started || index > _highest)
        {
            return false;
        }

        var age = _highest - index;
        return age >= Size || (_seen & (1UL << (int)age)) != 0;
    }

    /// <summary>Marks an index as come; call it only for an authentic packet.</summary>
    public void Mark(ulong index)
    {
        if (!_started || index > _highest)
        {
            var ahead = _started ? index - _highest : Size;
            _seen = (ahead >= Size ? 0 : _seen << (int)ahead) | 1;
            _highest = index;
            _started = true;
        }
        else
        {
            _seen |= 1UL << (int)(_highest - index);
        }
    }
}
