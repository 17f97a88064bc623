using Realtime.Simulator.Conversation;
using Realtime.Simulator.Media;

namespace Realtime.Simulator.Tests.Conversation;

public sealed class PlayoutTests
{
    private readonly List<string> _told = [];
    private readonly Playout _playout;
    private readonly short[] _frame = new short[AudioFrame.Samples];

    public PlayoutTests() => _playout = new Playout(id => _told.Add("started " + id), id => _told.Add("stopped " + id));

    [Fact]
    public void A_response_starts_with_its_first_piece_and_stops_when_all_was_played()
    {
        Assert.True(_playout.Add("r1", "i1", Sound(1.5)));
        Assert.False(_playout.Add("r1", "i1", Sound(0.5)));
        Assert.True(_playout.Read(_frame) && _playout.Read(_frame));
        Assert.False(_playout.Read(_frame));
        Assert.Empty(_told);

        _playout.Complete("r1");
        _playout.Read(_frame);

        Assert.Equal(["stopped r1"], _told);
        Assert.True(_playout.IsIdle);
    }

    [Fact]
    public void A_second_response_waits_for_the_first()
    {
        _playout.Add("r1", "i1", Sound(1));
        Assert.False(_playout.Add("r2", "i2", Sound(1)));
        _playout.Complete("r1");
        _playout.Complete("r2");

        while (!_playout.IsIdle)
        {
            _playout.Read(_frame);
        }

        Assert.Equal(["stopped r1", "started r2", "stopped r2"], _told);
    }

    [Fact]
    public void Clearing_tells_how_much_of_the_last_item_was_heard()
    {
        _playout.Add("r1", "i1", Sound(2));
        _playout.Add("r1", "i2", Sound(5));
        for (var i = 0; i < 5; i++)
        {
            _playout.Read(_frame);
        }

        Assert.Equal(new PlayoutPosition("r1", "i2", 60), _playout.Clear());
        Assert.Null(_playout.Clear());
        Assert.False(_playout.Read(_frame));
    }

    [Fact]
    public void A_caller_who_speaks_stops_the_answers_and_not_what_is_said_beside_them()
    {
        _playout.Add("r1", "i1", Sound(5));
        _playout.Add("aside", "i2", Sound(1), isAside: true);
        _playout.Add("r2", "i3", Sound(5));
        _playout.Complete("aside");
        _playout.Read(_frame);

        Assert.Equal(new PlayoutPosition("r1", "i1", 20), _playout.Interrupt());
        Assert.Null(_playout.Interrupt());
        while (!_playout.IsIdle)
        {
            _playout.Read(_frame);
        }

        Assert.Equal(["started aside", "stopped aside"], _told);
    }

    [Fact]
    public void What_was_heard_is_told_before_the_next_begins_or_is_thrown_away()
    {
        var told = new List<int>();
        _playout.Changing += () => told.Add(_told.Count);
        _playout.Add("r1", "i1", Sound(1));
        _playout.Complete("r1");
        while (!_playout.IsIdle)
        {
            _playout.Read(_frame);
        }

        _playout.Add("r2", "i2", Sound(1));
        _playout.Add("r2", "i2", Sound(1));
        _playout.Clear();

        Assert.Equal([0, 1, 1], told);
    }

    private static short[] Sound(double frames)
    {
        var sound = new short[(int)(frames * AudioFrame.Samples)];
        Array.Fill(sound, (short)7);
        return sound;
    }
}
