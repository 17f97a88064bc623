using Realtime.Simulator.Media;

namespace Realtime.Simulator.Tests.Media;

public sealed class RtpReorderBufferTests
{
    private readonly RtpReorderBuffer _buffer = new();

    [Fact]
    public void Packets_in_order_pass_at_once() => Assert.Equal([1, 2, 3], Heard(1, 2, 3));

    [Fact]
    public void A_packet_that_is_ahead_waits_for_the_missing_one() => Assert.Equal([1, 2, 3, 4], Heard(1, 3, 4, 2));

    [Fact]
    public void Repeated_and_late_packets_are_dropped() => Assert.Equal([1, 2, 3], Heard(1, 2, 2, 1, 3));

    [Fact]
    public void A_gap_is_given_up_when_enough_wait()
    {
        Assert.Equal([1, 4, 5, 6, 7, 8, 9], Heard(1, 4, 5, 6, 7, 8, 9));
        Assert.Equal(2, _buffer.Lost);
    }

    [Fact]
    public void The_sequence_number_may_wrap() => Assert.Equal([65_534, 65_535, 0, 1], Heard(65_534, 0, 65_535, 1));

    [Fact]
    public void Another_source_starts_anew()
    {
        Assert.Equal([500], Heard(500));
        Assert.Single(_buffer.Add(new RtpPacket(false, 0, 3, 0, 99, 12, 0), []));
    }

    private List<int> Heard(params int[] sequences) =>
        [.. sequences.SelectMany(sequence => _buffer.Add(new RtpPacket(false, 0, (ushort)sequence, 0, 1, 12, 0), BitConverter.GetBytes(sequence)))
            .Select(packet => BitConverter.ToInt32(packet))];
}
