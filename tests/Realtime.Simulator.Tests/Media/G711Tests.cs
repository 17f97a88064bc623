using Realtime.Simulator.Media;

namespace Realtime.Simulator.Tests.Media;

public sealed class G711Tests
{
    [Theory]
    [InlineData(AudioCodec.Pcmu)]
    [InlineData(AudioCodec.Pcma)]
    public void Every_code_survives_decoding_and_encoding(AudioCodec codec)
    {
        var codes = Enumerable.Range(0, 256).Select(code => (byte)code).Where(code => codec != AudioCodec.Pcmu || code != 0x7F).ToArray();
        var samples = new short[codes.Length];
        var again = new byte[codes.Length];

        G711.Decode(codec, codes, samples);
        G711.Encode(codec, samples, again);

        Assert.Equal(codes, again);
    }

    [Theory]
    [InlineData(AudioCodec.Pcmu)]
    [InlineData(AudioCodec.Pcma)]
    public void Every_sample_comes_back_within_the_step_of_its_segment(AudioCodec codec)
    {
        var samples = Enumerable.Range(short.MinValue, 65_536).Select(sample => (short)sample).ToArray();
        var codes = new byte[samples.Length];
        var decoded = new short[samples.Length];

        G711.Encode(codec, samples, codes);
        G711.Decode(codec, codes, decoded);

        for (var i = 0; i < samples.Length; i++)
        {
            Assert.True(Math.Abs(samples[i] - decoded[i]) <= 16 + (Math.Abs((int)samples[i]) / 16), $"{samples[i]} came back as {decoded[i]}");
        }
    }

    [Theory]
    [InlineData(AudioCodec.Pcmu, 0, 0xFF)]
    [InlineData(AudioCodec.Pcmu, 32767, 0x80)]
    [InlineData(AudioCodec.Pcmu, -32768, 0x00)]
    [InlineData(AudioCodec.Pcma, 0, 0xD5)]
    [InlineData(AudioCodec.Pcma, 32767, 0xAA)]
    [InlineData(AudioCodec.Pcma, -32768, 0x2A)]
    public void Landmarks_of_the_recommendation_hold(AudioCodec codec, short sample, byte code)
    {
        var encoded = new byte[1];
        G711.Encode(codec, [sample], encoded);
        Assert.Equal(code, encoded[0]);
    }
}
