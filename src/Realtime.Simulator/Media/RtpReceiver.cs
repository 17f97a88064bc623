namespace Realtime.Simulator.Media;

/// <summary>Opens what comes: unprotects, puts in order, decodes, and recognises telephone-events.</summary>
internal sealed class RtpReceiver : IDisposable
{
    private readonly RtpPath _path;
    private readonly SrtpContext? _srtp;
    private readonly RtpReorderBuffer _order = new();
    private readonly short[] _samples = new short[RtpSession.MaximumDatagram];
    private uint? _lastDigit;

    public RtpReceiver(RtpPath path)
    {
        _path = path;
        _srtp = path.ReceiveKey is null ? null : new SrtpContext(path.ReceiveKey);
    }

    public long Lost => _order.Lost;

    /// <summary>Takes one datagram; false when it is not RTP or not authentic.</summary>
    public bool Take(Span<byte> datagram, IRtpListener listener)
    {
        var length = datagram.Length;
        if (_srtp is not null && !_srtp.TryUnprotect(datagram, out length))
        {
            return false;
        }

        if (!RtpPacket.TryRead(datagram[..length], out var rtp))
        {
            return false;
        }

        foreach (var packet in _order.Add(rtp, datagram[..length]))
        {
            Deliver(packet, listener);
        }

        return true;
    }

    public void Dispose() => _srtp?.Dispose();

    private void Deliver(byte[] packet, IRtpListener listener)
    {
        if (!_path.Hears || !RtpPacket.TryRead(packet, out var rtp))
        {
            return;
        }

        var payload = packet.AsSpan(rtp.HeaderLength, rtp.PayloadLength);
        if (rtp.PayloadType == (byte)_path.Codec)
        {
            var samples = _samples.AsSpan(0, payload.Length);
            G711.Decode(_path.Codec, payload, samples);
            listener.OnAudio(samples);
        }
        else if (rtp.PayloadType == _path.DigitPayloadType && payload.Length >= DigitSender.PayloadLength
            && payload[0] < DigitSender.Digits.Length && _lastDigit != rtp.Timestamp)
        {
            // All packets of one key press carry the timestamp of its beginning (RFC 4733, section 2.5.1.2).
            _lastDigit = rtp.Timestamp;
            listener.OnDigit(DigitSender.Digits[payload[0]]);
        }
    }
}
