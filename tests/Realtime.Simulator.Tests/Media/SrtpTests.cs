using System.Security.Cryptography;
using Realtime.Simulator.Media;

namespace Realtime.Simulator.Tests.Media;

public sealed class SrtpTests
{
    private const string MasterKey = "E1F97A0D3E018BE0D64FA32C06DE4139";
    private const string MasterSalt = "0EC675AD498AFEEBB6960B3AABE6";

    [Fact]
    public void The_key_stream_is_that_of_appendix_b2()
    {
        using var aes = Aes.Create();
        aes.Key = Convert.FromHexString("2B7E151628AED2A6ABF7158809CF4F3C");
        var stream = new byte[48];

        SrtpKeys.XorKeyStream(aes, Convert.FromHexString("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"), stream);

        Assert.Equal(
            "E03EAD0935C95E80E166B16DD92B4EB4" + "D23513162B02D0F72A43A2FE4A5F97AB" + "41E95B3BB0A2E8DD477901E4FCA894C0",
            Convert.ToHexString(stream));
    }

    [Fact]
    public void The_session_keys_are_those_of_appendix_b3()
    {
        using var keys = SrtpKeys.Derive(Convert.FromHexString(MasterKey), Convert.FromHexString(MasterSalt));

        Assert.Equal("C61E7A93744F39EE10734AFE3FF7A087", Convert.ToHexString(keys.Encryption));
        Assert.Equal("30CBBC08863D8C85D49DB34A9AE1", Convert.ToHexString(keys.Salt));
        Assert.Equal("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4", Convert.ToHexString(keys.Authentication));
    }

    [Fact]
    public void A_protected_packet_is_the_one_other_implementations_make()
    {
        using var srtp = new SrtpContext(Crypto());
        var packet = Convert.FromHexString("800F1234DECAFBADCAFEBABE" + string.Concat(Enumerable.Repeat("AB", 16)));
        var buffer = new byte[packet.Length + SrtpContext.TagLength];
        packet.CopyTo(buffer, 0);

        var length = srtp.Protect(buffer, packet.Length);

        Assert.Equal(
            "800F1234DECAFBADCAFEBABE" + "4E55DC4CE79978D88CA4D215949D2402" + "B78D6ACC99EA179B8DBB",
            Convert.ToHexString(buffer.AsSpan(0, length)));
    }

    [Fact]
    public void What_was_protected_can_be_unprotected_once()
    {
        using var sender = new SrtpContext(Crypto());
        using var receiver = new SrtpContext(Crypto());
        var sent = Protect(sender, 7, "hello"u8);

        var again = sent.ToArray();
        Assert.True(receiver.TryUnprotect(sent, out var length));
        Assert.Equal("hello"u8.ToArray(), sent[RtpPacket.FixedHeaderLength..length]);
        Assert.False(receiver.TryUnprotect(again, out _));
    }

    [Fact]
    public void A_changed_packet_is_refused()
    {
        using var sender = new SrtpContext(Crypto());
        var original = Protect(sender, 7, "hello"u8);
        for (var i = 0; i < original.Length; i++)
        {
            using var receiver = new SrtpContext(Crypto());
            var changed = original.ToArray();
            changed[i] ^= 1;

            Assert.False(receiver.TryUnprotect(changed, out _), $"byte {i}");
        }
    }

    [Fact]
    public void Every_prefix_of_a_packet_is_refused()
    {
        using var sender = new SrtpContext(Crypto());
        var original = Protect(sender, 7, "hello"u8);
        for (var length = 0; length < original.Length; length++)
        {
            using var receiver = new SrtpContext(Crypto());
            Assert.False(receiver.TryUnprotect(original.AsSpan(0, length), out _));
        }
    }

    [Fact]
    public void The_sequence_number_may_roll_over_with_loss_and_reordering()
    {
        using var sender = new SrtpContext(Crypto());
        using var receiver = new SrtpContext(Crypto());
        var packets = Enumerable.Range(65_500, 100).Select(n => Protect(sender, (ushort)n, "x"u8)).ToList();
        (packets[35], packets[37]) = (packets[37], packets[35]);
        packets.RemoveAt(40);

        Assert.All(packets, packet => Assert.True(receiver.TryUnprotect(packet, out _)));
    }

    [Fact]
    public void A_new_source_starts_the_context_anew()
    {
        using var first = new SrtpContext(Crypto());
        using var second = new SrtpContext(Crypto());
        using var receiver = new SrtpContext(Crypto());

        Assert.True(receiver.TryUnprotect(Protect(first, 60_000, "x"u8, ssrc: 1), out _));
        Assert.True(receiver.TryUnprotect(Protect(second, 5, "x"u8, ssrc: 2), out _));
        Assert.True(receiver.TryUnprotect(Protect(second, 6, "x"u8, ssrc: 2), out _));
    }

    [Fact]
    public void A_crypto_line_is_read_back_and_never_printed()
    {
        var crypto = SdesCrypto.Generate(3);

        Assert.True(SdesCrypto.TryParse(crypto.ToAttributeValue(), out var read));
        Assert.Equal(crypto.ToAttributeValue(), read!.ToAttributeValue());
        Assert.DoesNotContain("inline", crypto.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_32 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:AAAA")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA|1:1")]
    [InlineData("x AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("1 AES_CM_128_HMAC_SHA1_80 inline:!!!!AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void A_crypto_line_that_cannot_be_used_is_refused(string value) => Assert.False(SdesCrypto.TryParse(value, out _));

    [Fact]
    public void A_lifetime_in_a_crypto_line_is_allowed() =>
        Assert.True(SdesCrypto.TryParse("1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA|2^31", out _));

    private static SdesCrypto Crypto()
    {
        var inline = Convert.ToBase64String(Convert.FromHexString(MasterKey + MasterSalt));
        Assert.True(SdesCrypto.TryParse($"1 {SdesCrypto.Suite} inline:{inline}", out var crypto));
        return crypto!;
    }

    private static byte[] Protect(SrtpContext context, ushort sequence, ReadOnlySpan<byte> payload, uint ssrc = 42)
    {
        var buffer = new byte[RtpPacket.FixedHeaderLength + payload.Length + SrtpContext.TagLength];
        RtpPacket.WriteHeader(buffer, false, 0, sequence, (uint)(sequence * 160), ssrc);
        payload.CopyTo(buffer.AsSpan(RtpPacket.FixedHeaderLength));
        Assert.Equal(buffer.Length, context.Protect(buffer, buffer.Length - SrtpContext.TagLength));
        return buffer;
    }
}
