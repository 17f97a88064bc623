using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Realtime.Sip.Sdp;
using Xunit;

namespace Realtime.Sip.Tests.Sdp;

public sealed class SessionDescriptionProperties
{
    private static readonly string[] Fragments =
    [
        "v=0", "o=- 1 1 IN IP4 192.0.2.1", "c=IN IP4 192.0.2.1", "c=IN IP4 224.0.0.1/127", "c=", "m=audio 4000 RTP/AVP 0 8", "m=audio 1/2 RTP/SAVP 999 x",
        "a=rtpmap:0 PCMU/8000", "a=rtpmap:", "a=rtpmap:x y/z", "a=rtpmap:300 a/1/2/3", "a=crypto:1 S inline:k", "a=crypto:9999999999 S k", "a=crypto:",
        "a=rtcp:1 IN IP4 192.0.2.9", "a=candidate:1 1 udp 1 192.0.2.8 9 typ host", "a=candidate:", "a=setup:", "a=:", "a=", "=", "x", "\0", "m= ", "é=1", "",
    ];

    [Fact]
    public void No_lines_make_the_reader_throw() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Elements(Fragments).ArrayOf().ToArbitrary(),
            lines => IsHarmless(Encoding.UTF8.GetBytes("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n" + string.Join("\r\n", lines)))));

    [Fact]
    public void No_bytes_make_the_reader_throw() =>
        Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(bytes =>
                IsHarmless([.. "v=0\no=- 1 1 IN IP4 192.0.2.1\n"u8, .. bytes])
                && IsHarmless([.. "v=0\no="u8, .. bytes, .. " 1 1 IN IP4 192.0.2.1\n"u8])
                && IsHarmless(bytes)));

    // Reading, printing and changing the origin never throw, and the body stays as it is.
    private static bool IsHarmless(byte[] bytes)
    {
        var before = bytes.ToArray();
        if (SessionDescription.TryParse(bytes, out var sdp))
        {
            _ = sdp.ToString() + sdp.Audio;
            Assert.Equal(before, sdp.WithOrigin(sdp.Origin));
        }

        return bytes.AsSpan().SequenceEqual(before);
    }
}
