using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Realtime.Simulator.Media;

/// <summary>Makes the packets of one stream: audio frames, silence, telephone-events; protects them when there is a key.</summary>
internal sealed class RtpSender : IDisposable
{
    public const int MaximumPacketLength = RtpPacket.FixedHeaderLength + AudioFrame.Samples + SrtpContext.TagLength;

    private readonly RtpPath _path;
    private readonly SrtpContext? _srtp;
    private readonly uint _ssrc = BinaryPrimitives.ReadUInt32LittleEndian(RandomNumberGenerator.GetBytes(4));
    private readonly short[] _frame = new short[AudioFrame.Samples];
    private readonly byte[] _packet = new byte[MaximumPacketLength];

    // Starting below half of the range keeps the first sequence wrap away from the first seconds (RFC 3711, section 3.3.1).
    private ushort _sequence = (ushort)RandomNumberGenerator.GetInt32(0x7FFF);
    private uint _timestamp = BinaryPrimitives.ReadUInt32LittleEndian(RandomNumberGenerator.GetBytes(4));
    private uint _digitTimestamp;
    private bool _first = true;

    public RtpSender(RtpPath path)
    {
        _path = path;
        _srtp = path.SendKey is null ? null : new SrtpContext(path.SendKey);
    }

    public DigitSender Digits { get; } = new();

    /// <summary>The packet of the next 20 ms, valid until the next call.</summary>
    public ReadOnlySpan<byte> Next(IAudioSource source)
    {
        var payload = _packet.AsSpan(RtpPacket.FixedHeaderLength);
        int length;
        if (_path.DigitPayloadType is { } digitType && Digits.TryNext(payload, out var step))
        {
            _digitTimestamp = step == 0 ? _timestamp : _digitTimestamp;
            RtpPacket.WriteHeader(_packet, step == 0, digitType, _sequence, _digitTimestamp, _ssrc);
            length = DigitSender.PayloadLength;
        }
        else
        {
            WriteAudio(source, payload);
            RtpPacket.WriteHeader(_packet, _first, (byte)_path.Codec, _sequence, _timestamp, _ssrc);
            length = AudioFrame.Samples;
        }

        _first = false;
        _sequence++;
        _timestamp += AudioFrame.Samples;
        var total = RtpPacket.FixedHeaderLength + length;
        return _packet.AsSpan(0, _srtp?.Protect(_packet, total) ?? total);
    }

    public void Dispose() => _srtp?.Dispose();

    private void WriteAudio(IAudioSource source, Span<byte> payload)
    {
        if (source.Read(_frame))
        {
            G711.Encode(_path.Codec, _frame, payload[..AudioFrame.Samples]);
        }
        else
        {
            payload[..AudioFrame.Samples].Fill(G711.Silence(_path.Codec));
        }
    }
}
