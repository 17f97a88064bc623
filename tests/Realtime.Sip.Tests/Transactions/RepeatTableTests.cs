using System.Text;
using Realtime.Sip.Transactions;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Transactions;

public sealed class RepeatTableTests : IDisposable
{
    private static readonly TimeSpan Stay = TimeSpan.FromSeconds(32);

    private readonly ManualTimeProvider _time = new();
    private readonly SipTimerQueue _queue;
    private readonly RepeatTable _table;
    private int _gone;

    public RepeatTableTests()
    {
        _queue = new SipTimerQueue(_time);
        _table = new RepeatTable(_queue, Stay, gone => _gone += gone);
    }

    [Fact]
    public void What_was_added_is_found_until_its_time_is_over()
    {
        Add("branch", "the answer");

        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("the answer", Find("branch"));
        Assert.Null(Find("another"));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(Find("branch"));
        Assert.Equal((0, 1), (_table.Count, _gone));
        Assert.Equal(0, _time.PendingTimers);
    }

    [Fact]
    public void An_entry_without_value_is_found_too()
    {
        Add("branch", "");

        Assert.True(_table.Contains("branch"u8));
        Assert.Equal("", Find("branch"));
    }

    [Fact]
    public void A_value_of_any_size_comes_back_whole()
    {
        var large = new string('x', 300_000);
        Add("small", "1");
        Add("large", large);
        Add("after", "2");

        Assert.Equal(("1", large, "2"), (Find("small"), Find("large"), Find("after")));
    }

    [Fact]
    public void Each_of_many_goes_at_its_own_time()
    {
        const int seconds = 100;
        const int each = 500;
        for (var second = 0; second < seconds; second++)
        {
            for (var i = 0; i < each; i++)
            {
                Add($"{second}/{i}", $"{second}+{i}");
            }

            _time.Advance(TimeSpan.FromSeconds(1));
            var oldest = Math.Max(0, second - (int)Stay.TotalSeconds + 2);
            Assert.Equal($"{oldest}+7", Find($"{oldest}/7"));
            Assert.Null(Find($"{oldest - 2}/7"));
            Assert.InRange(_table.Count, Math.Min(second, 31) * each, 33 * each);
        }

        _time.Advance(Stay);
        Assert.Equal((0, seconds * each), (_table.Count, _gone));
        Assert.Equal(0, _time.PendingTimers);
    }

    [Fact]
    public void An_emptied_table_fills_again()
    {
        for (var wave = 0; wave < 3; wave++)
        {
            for (var i = 0; i < 2000; i++)
            {
                Add($"{wave}/{i}", "value");
            }

            _time.Advance(Stay + TimeSpan.FromSeconds(1));
            Assert.Equal(0, _table.Count);
        }

        Assert.Equal(6000, _gone);
    }

    public void Dispose() => _queue.Dispose();

    private void Add(string key, string value) => _table.Add(Encoding.ASCII.GetBytes(key), Encoding.ASCII.GetBytes(value));

    private string? Find(string key) =>
        _table.TryFind(Encoding.ASCII.GetBytes(key), out var value) ? Encoding.ASCII.GetString(value) : null;
}
