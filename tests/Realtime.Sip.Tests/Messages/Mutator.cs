namespace Realtime.Sip.Tests.Messages;

/// <summary>Changes messages as a hostile or broken peer might: bytes, words, lines and header values, also between two messages.</summary>
internal sealed class Mutator(Random random)
{
    /// <summary>What means something somewhere in SIP: a mutation with these finds more than with random bytes.</summary>
    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "\r\n", "\r\n\r\n", "\r\n ", "\n", "\0", "\"", "\\", "\\\"", "<", ">", "<>", "<sip:", ";", ",", ";;", ":", "@", "=", "?", "%", "%00", "%zz", "&", "[", "]", "[::1]", "::", "*",
            " ", "\t", "0", "-1", "1", "70", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967295", "4294967296", "99999999999999999999", "00000000000",
            "SIP/2.0", "SIP/2.1", "sip:", "sips:", "tel:", "urn:", "INVITE", "ACK", "z9hG4bK", "SIP/2.0/UDP ", "SIP / 2.0 / TCP ", ";branch=", ";rport", ";received=", ";tag=", ";lr", ";transport=tls",
            "Via: ", "v: ", "From: ", "To: ", "i: ", "CSeq: ", "Contact: *", "m: ", "Content-Length: ", "l: ", "Content-Length: 0\r\n", "Max-Forwards: ", "Route: ", "Record-Route: ", "Require: ",
            "Content-Type: ", "c: ", "Authorization: Digest ", "WWW-Authenticate: Digest ", "Session-Expires: ", "Min-SE: ", "RSeq: ", "RAck: ", "Refer-To: ", "Replaces: ", "Identity: ", "Reason: ",
            "P-Asserted-Identity: ", "Diversion: ", "History-Info: ", "multipart/mixed;boundary=x", "--x\r\n", "v=0\r\n", "m=audio ", "c=IN IP4 ", "a=crypto:1 ", "\u00e9", "\ufeff",
        }.Select(System.Text.Encoding.UTF8.GetBytes),
        [0xff], [0xc3], [0x80], [0x7f],
    ];

    private const int MaxBytes = 8192;

    /// <summary>One to six changes of a message; <paramref name="other"/> may lend a piece.</summary>
    public byte[] Mutate(byte[] message, byte[] other)
    {
        var bytes = new List<byte>(message);
        for (var changes = random.Next(1, 7); changes > 0; changes--)
        {
            Change(bytes, other);
        }

        return bytes.Count <= MaxBytes ? [.. bytes] : [.. bytes[..MaxBytes]];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 40), bytes.Count - at);
        switch (random.Next(9))
        {
            case 0:
                bytes.InsertRange(at, Words[random.Next(Words.Length)]);
                break;
            case 1:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, Words[random.Next(Words.Length)]);
                break;
            case 2 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 6 when other.Length > 0:
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other[from..Math.Min(other.Length, from + random.Next(1, 200))]);
                break;
            case 7:
                SwapLines(bytes);
                break;
            case 8:
                bytes.InsertRange(at, Enumerable.Repeat(Words[random.Next(Words.Length)], random.Next(1, 60)).SelectMany(word => word));
                break;
        }
    }

    /// <summary>Takes a line from one place to another: order and repetition of headers.</summary>
    private void SwapLines(List<byte> bytes)
    {
        var starts = Enumerable.Range(0, bytes.Count).Where(at => at == 0 || bytes[at - 1] == '\n').ToList();
        if (starts.Count < 2)
        {
            return;
        }

        var line = random.Next(starts.Count);
        var end = line + 1 < starts.Count ? starts[line + 1] : bytes.Count;
        var taken = bytes.GetRange(starts[line], end - starts[line]);
        if (random.Next(2) == 0)
        {
            bytes.RemoveRange(starts[line], taken.Count);
        }

        bytes.InsertRange(Math.Min(bytes.Count, starts[random.Next(starts.Count)]), taken);
    }
}
