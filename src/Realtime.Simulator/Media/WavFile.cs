using System.Buffers.Binary;
using System.Text;

namespace Realtime.Simulator.Media;

/// <summary>Reads and writes WAV sound as telephone audio: 8 kHz, mono, 16 bit. Other rates and stereo are converted on reading.</summary>
public static class WavFile
{
    /// <summary>Ten minutes of 48 kHz stereo; more than any script needs.</summary>
    public const int MaximumBytes = 120 * 1024 * 1024;

    private const ushort LinearPcm = 1;
    private const ushort ALaw = 6;
    private const ushort MuLaw = 7;
    private const int HeaderLength = 44;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is not a WAV of 16-bit PCM or G.711.</exception>
    public static short[] Read(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream);
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="InvalidDataException">It is not a WAV of 16-bit PCM or G.711.</exception>
    public static short[] Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return Read(memory.GetBuffer().AsSpan(0, (int)memory.Length));
    }

    /// <summary>Reads the bytes of a WAV file.</summary>
    /// <exception cref="InvalidDataException">It is not a WAV of 16-bit PCM or G.711.</exception>
    public static short[] Read(ReadOnlySpan<byte> file)
    {
        if (file.Length is < 12 or > MaximumBytes || !file[..4].SequenceEqual("RIFF"u8) || !file[8..12].SequenceEqual("WAVE"u8))
        {
            throw new InvalidDataException("Not a WAV file.");
        }

        var format = ReadOnlySpan<byte>.Empty;
        for (var offset = 12; offset + 8 <= file.Length;)
        {
            var id = file.Slice(offset, 4);
            var length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(file[(offset + 4)..]), (uint)(file.Length - offset - 8));
            var chunk = file.Slice(offset + 8, length);
            if (id.SequenceEqual("fmt "u8) && length >= 16)
            {
                format = chunk;
            }
            else if (id.SequenceEqual("data"u8) && !format.IsEmpty)
            {
                return Decode(format, chunk);
            }

            offset += 8 + length + (length & 1);
        }

        throw new InvalidDataException("The WAV file has no format or no data.");
    }

    /// <summary>Writes telephone audio as a WAV file.</summary>
    public static void Write(Stream stream, ReadOnlySpan<short> samples)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var file = new byte[HeaderLength + (samples.Length * 2)];
        Encoding.ASCII.GetBytes("RIFF....WAVEfmt ", file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(20), LinearPcm);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), AudioFrame.SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), AudioFrame.SampleRate * 2);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(32), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(34), 16);
        Encoding.ASCII.GetBytes("data", file.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), samples.Length * 2);
        for (var i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(HeaderLength + (i * 2)), samples[i]);
        }

        stream.Write(file);
    }

    private static short[] Decode(ReadOnlySpan<byte> format, ReadOnlySpan<byte> data)
    {
        var encoding = BinaryPrimitives.ReadUInt16LittleEndian(format);
        var channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(format[4..]);
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        if (channels is 0 or > 8 || rate is < 4000 or > 192_000)
        {
            throw new InvalidDataException("The WAV file has an impossible number of channels or samples per second.");
        }

        var samples = (encoding, bits) switch
        {
            (LinearPcm, 16) => FromPcm(data),
            (ALaw, 8) => FromG711(AudioCodec.Pcma, data),
            (MuLaw, 8) => FromG711(AudioCodec.Pcmu, data),
            _ => throw new InvalidDataException("The WAV file is neither 16-bit PCM nor G.711."),
        };
        return ToTelephony(samples, channels, (int)rate);
    }

    private static short[] FromPcm(ReadOnlySpan<byte> data)
    {
        var samples = new short[data.Length / 2];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(data[(i * 2)..]);
        }

        return samples;
    }

    private static short[] FromG711(AudioCodec codec, ReadOnlySpan<byte> data)
    {
        var samples = new short[data.Length];
        G711.Decode(codec, data, samples);
        return samples;
    }

    /// <summary>Takes the first channel and, for another rate, the mean of the samples that fall into each 125 µs.</summary>
    private static short[] ToTelephony(short[] samples, int channels, int rate)
    {
        if (channels == 1 && rate == AudioFrame.SampleRate)
        {
            return samples;
        }

        var frames = samples.Length / channels;
        var converted = new short[(long)frames * AudioFrame.SampleRate / rate];
        for (var i = 0; i < converted.Length; i++)
        {
            var from = (int)((long)i * rate / AudioFrame.SampleRate);
            var to = Math.Min(frames, Math.Max(from + 1, (int)((i + 1L) * rate / AudioFrame.SampleRate)));
            var sum = 0;
            for (var j = from; j < to; j++)
            {
                sum += samples[j * channels];
            }

            converted[i] = (short)(sum / (to - from));
        }

        return converted;
    }
}
