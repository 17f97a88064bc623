using System.Buffers.Binary;

namespace Realtime.Simulator.Media;

/// <summary>Digits waiting to be sent as telephone-events (RFC 4733): 100 ms each, the end said three times, then 60 ms of audio.</summary>
internal sealed class DigitSender
{
    public const string Digits = "0123456789*#ABCD";

    /// <summary>Bytes of a telephone-event payload.</summary>
    public const int PayloadLength = 4;

    /// <summary>A person does not dial more in one go.</summary>
    private const int MaximumWaiting = 64;

    private const int FramesPerDigit = 5;
    private const int EndRepeats = 3;
    private const int GapFrames = 3;
    private const byte Volume = 10;

    private readonly Lock _gate = new();
    private readonly Queue<byte> _waiting = new();
    private int _step;

    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count == 0;
            }
        }
    }

    public void Add(string digits)
    {
        lock (_gate)
        {
            foreach (var digit in digits)
            {
                var code = Digits.IndexOf(char.ToUpperInvariant(digit), StringComparison.Ordinal);
                if (code < 0 || _waiting.Count >= MaximumWaiting)
                {
                    throw new ArgumentException($"'{digit}' is no telephone key, or too many keys wait.", nameof(digits));
                }

                _waiting.Enqueue((byte)code);
            }
        }
    }

    /// <summary>Writes the payload of this frame; false when the frame is audio. <paramref name="step"/> counts from 0 within a digit.</summary>
    public bool TryNext(Span<byte> payload, out int step)
    {
        lock (_gate)
        {
            step = _step;
            if (_waiting.Count == 0)
            {
                return false;
            }

            _step++;
            if (step >= FramesPerDigit + EndRepeats)
            {
                if (_step == FramesPerDigit + EndRepeats + GapFrames)
                {
                    _step = 0;
                    _waiting.Dequeue();
                }

                return false;
            }

            var ended = step >= FramesPerDigit;
            payload[0] = _waiting.Peek();
            payload[1] = (byte)((ended ? 0x80 : 0) | Volume);
            BinaryPrimitives.WriteUInt16BigEndian(payload[2..], (ushort)(Math.Min(step + 1, FramesPerDigit) * AudioFrame.Samples));
            return true;
        }
    }
}
