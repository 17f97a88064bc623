using Realtime.Simulator.Media;

namespace Realtime.Simulator.Tests.Media;

public sealed class WavFileTests
{
    private static readonly short[] Sound = [.. Enumerable.Range(0, 500).Select(i => (short)(i * 37))];

    [Fact]
    public void A_written_file_is_read_back() => Assert.Equal(Sound, WavFile.Read(new MemoryStream(Bytes())));

    [Fact]
    public void Every_prefix_of_a_file_is_read_or_refused_but_never_crashes()
    {
        var file = Bytes();
        for (var length = 0; length < file.Length; length++)
        {
            try
            {
                Assert.True(WavFile.Read(file.AsSpan(0, length)).Length < Sound.Length);
            }
            catch (InvalidDataException)
            {
                Assert.True(length < 44);
            }
        }
    }

    [Fact]
    public void Stereo_at_a_higher_rate_becomes_telephone_audio()
    {
        var file = Bytes();
        file[22] = 2;
        BitConverter.TryWriteBytes(file.AsSpan(24), 16_000);

        var samples = WavFile.Read(file);

        Assert.Equal(Sound.Length / 4, samples.Length);
        Assert.Equal((Sound[0] + Sound[2]) / 2, samples[0]);
    }

    [Fact]
    public void Another_encoding_is_refused()
    {
        var file = Bytes();
        file[20] = 3;
        Assert.Throws<InvalidDataException>(() => WavFile.Read(file));
    }

    private static byte[] Bytes()
    {
        using var stream = new MemoryStream();
        WavFile.Write(stream, Sound);
        return stream.ToArray();
    }
}
