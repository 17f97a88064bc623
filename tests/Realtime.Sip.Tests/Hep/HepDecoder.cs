using System.Net;
using System.Text;
using Xunit;

namespace Realtime.Sip.Tests.Hep;

/// <summary>Reads HEP3 packets as the specification says, independent of the code under test.</summary>
internal static class HepDecoder
{
    /// <summary>The chunks by type; each type may come once.</summary>
    public static Dictionary<int, byte[]> Read(ReadOnlySpan<byte> packet)
    {
        Assert.Equal("HEP3", Encoding.ASCII.GetString(packet[..4]));
        Assert.Equal(packet.Length, Number(packet[4..6]));
        var chunks = new Dictionary<int, byte[]>();
        for (var at = 6; at < packet.Length;)
        {
            Assert.Equal(0, Number(packet[at..(at + 2)]));
            var length = Number(packet[(at + 4)..(at + 6)]);
            chunks.Add(Number(packet[(at + 2)..(at + 4)]), packet[(at + 6)..(at + length)].ToArray());
            at += length;
        }

        return chunks;
    }

    public static int Number(ReadOnlySpan<byte> bytes)
    {
        var number = 0;
        foreach (var part in bytes)
        {
            number = (number << 8) | part;
        }

        return number;
    }

    public static string Text(this Dictionary<int, byte[]> chunks, int type) => Encoding.UTF8.GetString(chunks[type]);

    /// <summary>Source and destination.</summary>
    public static (string From, string To) Ends(this Dictionary<int, byte[]> chunks)
    {
        var (from, to) = Number(chunks[1]) == 2 ? (3, 4) : (5, 6);
        return ($"{new IPAddress(chunks[from])}|{Number(chunks[7])}", $"{new IPAddress(chunks[to])}|{Number(chunks[8])}");
    }
}
