using FsCheck;
using FsCheck.Fluent;
using Realtime.Sip.Resolution;
using Xunit;

namespace Realtime.Sip.Tests.Resolution;

/// <summary>Whatever a server or a forger sends is read or refused, never more.</summary>
public sealed class DnsReaderProperties
{
    private static readonly byte[] Sample = MakeSample();

    [Fact]
    public void A_prefix_of_an_answer_is_no_answer()
    {
        Assert.True(DnsReader.TryRead(Sample, out var whole));
        Assert.Equal(3, whole.Answers.Count);
        for (var length = 0; length < Sample.Length; length++)
        {
            Assert.False(DnsReader.TryRead(Sample.AsSpan(0, length), out _));
        }
    }

    [Fact]
    public void No_bytes_make_the_reader_throw_or_loop() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2_000),
        Prop.ForAll<byte[]>(bytes =>
        {
            DnsReader.TryRead(bytes, out _);
            DnsReader.TryRead([.. Sample[..12], .. bytes], out _);
        }));

    [Fact]
    public void No_change_of_one_or_two_bytes_makes_the_reader_throw_or_loop() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(20_000),
        Prop.ForAll<int, int, ushort>((first, second, values) =>
        {
            var bytes = (byte[])Sample.Clone();
            bytes[(int)((uint)first % bytes.Length)] = (byte)values;
            bytes[(int)((uint)second % bytes.Length)] = (byte)(values >> 8);
            DnsReader.TryRead(bytes, out _);
        }));

    [Theory]
    [InlineData(new byte[] { 0xC0, 12 })]
    [InlineData(new byte[] { 0xC0, 14, 0xC0, 12 })]
    [InlineData(new byte[] { 1, (byte)'a', 0xC0, 12 })]
    [InlineData(new byte[] { 0x40, 0 })]
    [InlineData(new byte[] { 3, (byte)'a', (byte)'.', (byte)'b', 0 })]
    [InlineData(new byte[] { 2, (byte)'a', 0, 0 })]
    public void A_name_that_loops_or_hides_something_is_refused(byte[] name)
    {
        byte[] message = [0, 1, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0, .. name, 0, 1, 0, 1];

        Assert.False(DnsReader.TryRead(message, out _));
    }

    [Fact]
    public void A_name_longer_than_255_bytes_is_refused()
    {
        var name = Enumerable.Repeat((byte[])[50, .. Enumerable.Repeat((byte)'a', 50)], 6).SelectMany(label => label);
        byte[] message = [0, 1, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0, .. name, 0, 0, 1, 0, 1];

        Assert.False(DnsReader.TryRead(message, out _));
    }

    [Fact]
    public void A_lifetime_with_the_highest_bit_is_none()
    {
        byte[] message = [0, 1, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, 1, (byte)'a', 0, 0, 1, 0, 1, 0xC0, 12, 0, 1, 0, 1, 0x80, 0, 0, 0, 0, 4, 192, 0, 2, 1];

        Assert.True(DnsReader.TryRead(message, out var read));
        Assert.Equal(TimeSpan.Zero, Assert.Single(read.Answers).Life);
    }

    private static byte[] MakeSample()
    {
        var pointer = new byte[] { 0xC0, 12 };
        byte[] head = [0, 1, 0x81, 0x80, 0, 1, 0, 3, 0, 0, 0, 0, .. DnsServerDouble.Name("carrier.test"), 0, 35, 0, 1];
        byte[] naptr = [.. pointer, 0, 35, 0, 1, 0, 0, 1, 0, 0, 20, 0, 1, 0, 2, 1, (byte)'s', 7, .. "SIP+D2U"u8, 0, 2, (byte)'_', (byte)'u', .. pointer];
        byte[] srv = [.. pointer, 0, 33, 0, 1, 0, 0, 1, 0, 0, 8, 0, 1, 0, 2, 0x13, 0xC4, .. pointer];
        byte[] alias = [.. pointer, 0, 5, 0, 1, 0, 0, 1, 0, 0, 4, 1, (byte)'x', .. pointer];
        return [.. head, .. naptr, .. srv, .. alias];
    }
}
