namespace Realtime.Simulator.Media;

/// <summary>ITU-T G.711: companding between 16-bit linear samples and the two 8-bit laws of telephony.</summary>
public static class G711
{
    private const int MuLawBias = 0x84;
    private const int MuLawClip = 32635;

    private static readonly short[] MuLaw = Table(DecodeMuLaw);
    private static readonly short[] ALaw = Table(DecodeALaw);

    /// <summary>The byte that a silent line carries.</summary>
    public static byte Silence(AudioCodec codec) => codec == AudioCodec.Pcmu ? (byte)0xFF : (byte)0xD5;

    /// <summary>Encodes every sample into one byte.</summary>
    public static void Encode(AudioCodec codec, ReadOnlySpan<short> samples, Span<byte> encoded)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            encoded[i] = codec == AudioCodec.Pcmu ? EncodeMuLaw(samples[i]) : EncodeALaw(samples[i]);
        }
    }

    /// <summary>Decodes every byte into one sample.</summary>
    public static void Decode(AudioCodec codec, ReadOnlySpan<byte> encoded, Span<short> samples)
    {
        var table = codec == AudioCodec.Pcmu ? MuLaw : ALaw;
        for (var i = 0; i < encoded.Length; i++)
        {
            samples[i] = table[encoded[i]];
        }
    }

    private static byte EncodeMuLaw(short sample)
    {
        var sign = sample < 0 ? 0x80 : 0;
        var magnitude = Math.Min(Math.Abs((int)sample), MuLawClip) + MuLawBias;
        var exponent = 7;
        for (var mask = 0x4000; exponent > 0 && (magnitude & mask) == 0; mask >>= 1)
        {
            exponent--;
        }

        var mantissa = (magnitude >> (exponent + 3)) & 0x0F;
        return (byte)~(sign | (exponent << 4) | mantissa);
    }

    private static byte EncodeALaw(short sample)
    {
        // A-law's sign bit is set for positive samples; negative ones are one's complement before the segment is looked up.
        var sign = sample >= 0 ? 0x80 : 0;
        var magnitude = (sample >= 0 ? sample : ~sample) >> 4;
        var exponent = 0;
        while (magnitude >= 0x10 << exponent)
        {
            exponent++;
        }

        var mantissa = (magnitude >> Math.Max(exponent - 1, 0)) & 0x0F;
        return (byte)((sign | (exponent << 4) | mantissa) ^ 0x55);
    }

    private static short DecodeMuLaw(byte encoded)
    {
        var value = (byte)~encoded;
        var magnitude = ((((value & 0x0F) << 3) + MuLawBias) << ((value & 0x70) >> 4)) - MuLawBias;
        return (short)((value & 0x80) != 0 ? -magnitude : magnitude);
    }

    private static short DecodeALaw(byte encoded)
    {
        var value = encoded ^ 0x55;
        var exponent = (value & 0x70) >> 4;
        var magnitude = ((value & 0x0F) << 4) + 8;
        if (exponent > 0)
        {
            magnitude = (magnitude + 0x100) << (exponent - 1);
        }

        return (short)((value & 0x80) != 0 ? magnitude : -magnitude);
    }

    private static short[] Table(Func<byte, short> decode) => [.. Enumerable.Range(0, 256).Select(value => decode((byte)value))];
}
