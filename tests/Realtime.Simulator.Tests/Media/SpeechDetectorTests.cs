using Realtime.Simulator.Media;

namespace Realtime.Simulator.Tests.Media;

public sealed class SpeechDetectorTests
{
    private static readonly short[] Silence = new short[AudioFrame.Samples];

    private readonly SpeechDetector _detector = new() { SilenceDuration = TimeSpan.FromMilliseconds(200) };

    [Fact]
    public void Speech_starts_with_its_first_loud_frame_and_stops_after_the_silence()
    {
        Feed(Silence, 10);
        var speech = ToneSpeech.Render("How are you today?");

        var transitions = speech.Chunk(AudioFrame.Samples).Select(frame => _detector.Feed(frame)).ToList();

        Assert.Equal(SpeechTransition.Started, Assert.Single(transitions, transition => transition != SpeechTransition.None));
        Assert.InRange(_detector.StartedAt.TotalMilliseconds, 200, 240);
        Assert.All(Enumerable.Range(0, 7), _ => Assert.Equal(SpeechTransition.None, _detector.Feed(Silence)));
        Assert.Contains(SpeechTransition.Stopped, Enumerable.Range(0, 4).Select(_ => _detector.Feed(Silence)).ToList());
    }

    [Fact]
    public void A_click_is_not_speech()
    {
        var click = new short[AudioFrame.Samples];
        Array.Fill(click, (short)20_000);

        Assert.Equal(SpeechTransition.None, _detector.Feed(click));
        Assert.Equal(SpeechTransition.None, _detector.Feed(click));
        Assert.Equal(SpeechTransition.None, _detector.Feed(Silence));
        Assert.False(_detector.IsSpeaking);
    }

    [Fact]
    public void A_pause_within_a_sentence_does_not_end_it()
    {
        Feed(ToneSpeech.Render("Well")[..(AudioFrame.Samples * 10)], 1);
        Feed(Silence, 5);

        Assert.True(_detector.IsSpeaking);
    }

    [Fact]
    public void Quiet_noise_is_silence()
    {
        var noise = Enumerable.Range(0, AudioFrame.Samples).Select(i => (short)(i % 2 == 0 ? 80 : -80)).ToArray();
        Feed(noise, 100);
        Assert.Equal(TimeSpan.Zero, _detector.SpeechHeard);
    }

    private void Feed(short[] samples, int times)
    {
        for (var i = 0; i < times; i++)
        {
            foreach (var frame in samples.Chunk(AudioFrame.Samples))
            {
                _detector.Feed(frame);
            }
        }
    }
}
