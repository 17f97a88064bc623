using System.Net;
using System.Net.Sockets;
using Realtime.Simulator.Media;

namespace Realtime.Simulator.Tests.Media;

public sealed class MediaEndpointTests
{
    [Theory]
    [InlineData(MediaSecurity.Srtp, AudioCodec.Pcmu)]
    [InlineData(MediaSecurity.Srtp, AudioCodec.Pcma)]
    [InlineData(MediaSecurity.Rtp, AudioCodec.Pcmu)]
    public async Task Two_ends_hear_each_other_speak_and_dial(MediaSecurity security, AudioCodec codec)
    {
        await using var caller = new MediaEndpoint(IPAddress.Loopback);
        await using var callee = new Callee();
        var speech = ToneSpeech.Render("Hello, who is there?");

        caller.ReadAnswer(callee.Answer(caller.CreateOffer(new MediaOfferOptions { Security = security, Codecs = [codec] })));
        caller.Speech.Add(speech);
        callee.Speech.Add(speech);
        caller.SendDigits("19#");

        await Eventually.IsTrueAsync(() => callee.Digits == "19#", "the digits");
        await Eventually.IsTrueAsync(() => caller.SpeechHeard > TimeSpan.FromSeconds(1), "speech at the caller");
        await Eventually.IsTrueAsync(() => callee.Detector.SpeechHeard > TimeSpan.FromSeconds(0.8), "speech at the callee");
        Assert.True(caller.Counters.PacketsSent > 0);
        Assert.Equal(0, callee.Rtp.Counters.Refused);
    }

    [Fact]
    public async Task Datagrams_that_are_not_srtp_are_counted_and_not_heard()
    {
        await using var caller = new MediaEndpoint(IPAddress.Loopback);
        await using var callee = new Callee();
        caller.ReadAnswer(callee.Answer(caller.CreateOffer()));
        using var stranger = new UdpClient();

        await stranger.SendAsync(new byte[3], callee.Rtp.LocalEndPoint, TestContext.Current.CancellationToken);
        await stranger.SendAsync(new byte[1600], callee.Rtp.LocalEndPoint, TestContext.Current.CancellationToken);

        await Eventually.IsTrueAsync(() => callee.Rtp.Counters.Refused >= 1, "a refused datagram");
        await Eventually.IsTrueAsync(() => callee.Rtp.Counters.PacketsReceived > 10, "packets after it");
    }

    [Theory]
    [InlineData("")]
    [InlineData("v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 4000 RTP/AVP 18\r\n")]
    [InlineData("v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 4000 RTP/AVP 0\r\n")]
    [InlineData("v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio 0 RTP/SAVP 0\r\n")]
    [InlineData("v=0\r\nc=IN IP4 host\r\nm=audio 99999 RTP/SAVP 0 0 0\r\na=rtpmap:\r\na=crypto:\r\n")]
    public async Task An_answer_that_does_not_fit_is_refused(string sdp)
    {
        await using var caller = new MediaEndpoint(IPAddress.Loopback);
        caller.CreateOffer();
        Assert.Throws<InvalidDataException>(() => caller.ReadAnswer(sdp));
    }

    private sealed class Callee : IRtpListener, IAsyncDisposable
    {
        public RtpSession Rtp { get; } = new(IPAddress.Loopback);

        public PendingAudio Speech { get; } = new();

        public SpeechDetector Detector { get; } = new();

        public string Digits { get; private set; } = string.Empty;

        public string Answer(string offerText)
        {
            var answer = AudioAnswer.TryMake(offerText, plainWorks: true)!;
            Rtp.Start(answer.Path, Speech, this);
            return answer.Write(Rtp.LocalEndPoint);
        }

        public void OnAudio(ReadOnlySpan<short> samples) => Detector.Feed(samples);

        public void OnDigit(char digit) => Digits += digit;

        public ValueTask DisposeAsync() => Rtp.DisposeAsync();
    }
}
