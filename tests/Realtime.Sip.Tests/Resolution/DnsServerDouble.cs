using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Realtime.Sip.Tests.Resolution;

/// <summary>A DNS server on loopback that builds its packets by hand (RFC 1035 §4.1), independent of the code under test.</summary>
internal sealed class DnsServerDouble : IAsyncDisposable
{
    private readonly Socket _udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly TcpListener _tcp;
    private readonly CancellationTokenSource _closing = new();
    private readonly Dictionary<(string Name, int Type), List<(uint Seconds, byte[] Data)>> _records = [];
    private readonly List<Task> _running = [];

    public DnsServerDouble()
    {
        // Both sockets on one port: another process may hold the TCP one, then the next is tried.
        while (true)
        {
            _tcp = new TcpListener(IPAddress.Loopback, 0);
            _tcp.Start();
            try
            {
                _udp.Bind(_tcp.LocalEndpoint);
                break;
            }
            catch (SocketException)
            {
                _tcp.Stop();
            }
        }

        _running.Add(ServeUdpAsync());
        _running.Add(ServeTcpAsync());
    }

    public IPEndPoint EndPoint => (IPEndPoint)_udp.LocalEndPoint!;

    /// <summary>Every question: name, type, transport.</summary>
    public List<(string Name, int Type, string Over)> Asked { get; } = [];

    /// <summary>Takes questions and says nothing.</summary>
    public bool IsSilent { get; set; }

    /// <summary>The response code where it is not 0 or 3.</summary>
    public int Code { get; set; }

    /// <summary>Answers by UDP have the TC bit and nothing else.</summary>
    public bool Truncates { get; set; }

    /// <summary>Refuses questions with the extension of RFC 6891.</summary>
    public bool IsOld { get; set; }

    /// <summary>Sent before the answer by UDP: what somebody else guessed.</summary>
    public List<Func<byte[], byte[]>> Forged { get; } = [];

    public uint NegativeSeconds { get; set; } = 30;

    public void A(string name, string address, uint seconds = 300) => Add(name, 1, seconds, IPAddress.Parse(address).GetAddressBytes());

    public void Aaaa(string name, string address, uint seconds = 300) => Add(name, 28, seconds, IPAddress.Parse(address).GetAddressBytes());

    public void Alias(string name, string target, uint seconds = 300) => Add(name, 5, seconds, Name(target));

    public void Srv(string name, int priority, int weight, int port, string target, uint seconds = 300) =>
        Add(name, 33, seconds, [.. Number(priority), .. Number(weight), .. Number(port), .. Name(target)]);

    public void Naptr(string name, int order, int preference, string flags, string services, string replacement, string expression = "", uint seconds = 300) =>
        Add(name, 35, seconds, [.. Number(order), .. Number(preference), .. Text(flags), .. Text(services), .. Text(expression), .. Name(replacement)]);

    public void Remove(string name)
    {
        lock (_records)
        {
            foreach (var key in _records.Keys.Where(key => key.Name == name).ToList())
            {
                _records.Remove(key);
            }
        }
    }

    public int Count(string name)
    {
        lock (Asked)
        {
            return Asked.Count(question => question.Name == name);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _udp.Dispose();
        _tcp.Stop();
        await Task.WhenAll(_running);
        _closing.Dispose();
    }

    /// <summary>The answer to a question as it stands on the wire.</summary>
    public byte[] Answer(byte[] question, bool overUdp)
    {
        var (name, type, end) = Question(question);
        var header = question[..12];
        header[2] = 0x81;
        header[3] = 0x80;
        var isExtended = BinaryPrimitives.ReadUInt16BigEndian(question.AsSpan(10)) == 1;
        Array.Clear(header, 6, 6);
        if (Code != 0 || (IsOld && isExtended))
        {
            header[3] |= (byte)(Code != 0 ? Code : 1);
            return [.. header, .. question[12..end]];
        }

        if (overUdp && Truncates)
        {
            header[2] |= 0x02;
            return [.. header, .. question[12..end]];
        }

        var answers = new List<byte>();
        var count = 0;
        lock (_records)
        {
            var current = name;
            while (!_records.ContainsKey((current, type)) && _records.TryGetValue((current, 5), out var alias))
            {
                answers.AddRange(Record(current, 5, alias[0]));
                count++;
                current = ReadName(alias[0].Data, 0).Name;
            }

            foreach (var record in _records.GetValueOrDefault((current, type)) ?? [])
            {
                answers.AddRange(Record(current, type, record));
                count++;
            }

            if (!_records.Keys.Any(key => key.Name == current || key.Name.EndsWith("." + current, StringComparison.Ordinal)))
            {
                header[3] |= 3;
            }
        }

        header[7] = (byte)count;
        if (count == 0)
        {
            header[9] = 1;
            byte[] data = [.. Name("ns.test"), .. Name("admin.test"), .. new byte[16], 0, 0, (byte)(NegativeSeconds >> 8), (byte)NegativeSeconds];
            answers.AddRange(Record("test", 6, (NegativeSeconds, data)));
        }

        return [.. header, .. question[12..end], .. answers];
    }

    public static byte[] Name(string name) =>
        name.Length == 0 ? [0] : [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    public static (string Name, int Type, int End) Question(byte[] message)
    {
        var (name, end) = ReadName(message, 12);
        return (name.ToLowerInvariant(), BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(end)), end + 4);
    }

    private static (string Name, int End) ReadName(byte[] data, int at)
    {
        var labels = new List<string>();
        for (; data[at] != 0; at += 1 + data[at])
        {
            labels.Add(Encoding.ASCII.GetString(data, at + 1, data[at]));
        }

        return (string.Join('.', labels), at + 1);
    }

    private static byte[] Record(string name, int type, (uint Seconds, byte[] Data) record)
    {
        var seconds = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(seconds, record.Seconds);
        return [.. Name(name), .. Number(type), .. Number(1), .. seconds, .. Number(record.Data.Length), .. record.Data];
    }

    private static byte[] Number(int number) => [(byte)(number >> 8), (byte)number];

    private static byte[] Text(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    private void Add(string name, int type, uint seconds, byte[] data)
    {
        lock (_records)
        {
            if (!_records.TryGetValue((name, type), out var records))
            {
                _records.Add((name, type), records = []);
            }

            records.Add((seconds, data));
        }
    }

    private void Note(byte[] question, string over)
    {
        var (name, type, _) = Question(question);
        lock (Asked)
        {
            Asked.Add((name, type, over));
        }
    }

    private async Task ServeUdpAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var came = await _udp.ReceiveFromAsync(buffer, SocketFlags.None, EndPoint, _closing.Token);
                var question = buffer[..came.ReceivedBytes];
                Note(question, "udp");
                if (IsSilent)
                {
                    continue;
                }

                foreach (var forged in Forged)
                {
                    await _udp.SendToAsync(forged(question), SocketFlags.None, came.RemoteEndPoint, _closing.Token);
                }

                await _udp.SendToAsync(Answer(question, overUdp: true), SocketFlags.None, came.RemoteEndPoint, _closing.Token);
            }
        }
        catch (Exception closed) when (closed is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeTcpAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _tcp.AcceptTcpClientAsync(_closing.Token);
                await using var stream = client.GetStream();
                var prefix = new byte[2];
                await stream.ReadExactlyAsync(prefix, _closing.Token);
                var question = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
                await stream.ReadExactlyAsync(question, _closing.Token);
                Note(question, "tcp");
                var answer = Answer(question, overUdp: false);
                await stream.WriteAsync((byte[])[.. Number(answer.Length), .. answer], _closing.Token);
            }
        }
        catch (Exception closed) when (closed is OperationCanceledException or SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }
}
