using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;

namespace Realtime.Sip.Resolution;

/// <summary>Reads responses (RFC 1035 §4.1, RFC 2782, RFC 3403, RFC 3596). Whatever is not exactly right is no response at all.</summary>
internal ref struct DnsReader
{
    /// <summary>Records read of one message: more than any SIP domain has.</summary>
    private const int MaxRecords = 128;

    private const int MaxName = 255;
    private const ushort IsResponse = 0x8000;
    private const ushort OperationMask = 0x7800;
    private const ushort Truncated = 0x0200;
    private const ushort CodeMask = 0x000F;
    private const ushort Internet = 1;

    private readonly ReadOnlySpan<byte> _message;
    private int _at;

    private DnsReader(ReadOnlySpan<byte> message)
    {
        _message = message;
        _at = DnsQuestion.HeaderLength;
    }

    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out DnsMessage? message)
    {
        message = null;
        if (bytes.Length < DnsQuestion.HeaderLength)
        {
            return false;
        }

        var flags = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        var reader = new DnsReader(bytes);
        if ((flags & IsResponse) == 0 || (flags & OperationMask) != 0 || BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]) != 1
            || !reader.TryReadName(out var name) || !reader.TryReadNumber(out var type) || !reader.TryReadNumber(out var group) || group != Internet)
        {
            return false;
        }

        var answers = new List<DnsRecord>();
        var isTruncated = (flags & Truncated) != 0;
        var isRead = reader.TryReadRecords(BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]), answers, out _);
        DnsZoneStart? start = null;
        isRead = isRead && reader.TryReadRecords(BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]), null, out start);
        if (!isRead && !isTruncated)
        {
            return false;
        }

        message = new DnsMessage(
            BinaryPrimitives.ReadUInt16BigEndian(bytes), isTruncated, flags & CodeMask, name, (DnsType)type, isTruncated ? [] : answers, start);
        return true;
    }

    private bool TryReadRecords(int count, List<DnsRecord>? records, out DnsZoneStart? start)
    {
        start = null;
        if (count > MaxRecords)
        {
            return false;
        }

        for (var left = count; left > 0; left--)
        {
            if (!TryReadName(out var name) || !TryReadNumber(out var type) || !TryReadNumber(out var group) || !TryReadLife(out var life)
                || !TryReadNumber(out var length) || length > _message.Length - _at)
            {
                return false;
            }

            var end = _at + length;
            if (group == Internet && !TryReadData(name, (DnsType)type, life, end, records, ref start))
            {
                return false;
            }

            _at = end;
        }

        return true;
    }

    private bool TryReadData(string name, DnsType type, TimeSpan life, int end, List<DnsRecord>? records, ref DnsZoneStart? start)
    {
        DnsRecord? record = null;
        switch (type)
        {
            case DnsType.A when end - _at == 4:
            case DnsType.Aaaa when end - _at == 16:
                record = new DnsAddress(name, type, life, new IPAddress(_message[_at..end]));
                break;
            case DnsType.A or DnsType.Aaaa:
                return false;
            case DnsType.Alias:
                if (!TryReadName(out var target) || _at != end)
                {
                    return false;
                }

                record = new DnsAlias(name, life, target);
                break;
            case DnsType.Service:
                record = ReadService(name, life);
                break;
            case DnsType.NamingPointer:
                record = ReadNamingPointer(name, life);
                break;
            case DnsType.ZoneStart:
                return TryReadZoneStart(name, life, end, ref start);
            default:
                return true;
        }

        if (record is null || (type is DnsType.Service or DnsType.NamingPointer && _at != end))
        {
            return false;
        }

        records?.Add(record);
        return true;
    }

    private DnsService? ReadService(string name, TimeSpan life) =>
        TryReadNumber(out var priority) && TryReadNumber(out var weight) && TryReadNumber(out var port) && TryReadName(out var target)
            ? new DnsService(name, life, priority, weight, port, target)
            : null;

    private DnsNamingPointer? ReadNamingPointer(string name, TimeSpan life) =>
        TryReadNumber(out var order) && TryReadNumber(out var preference)
        && TryReadText(out var flags) && TryReadText(out var services) && TryReadText(out var expression) && TryReadName(out var replacement)
            ? new DnsNamingPointer(name, life, order, preference, flags, services, expression, replacement)
            : null;

    /// <summary>RFC 2308 §5: the absence lives as long as the record, or its last field when that is less.</summary>
    private bool TryReadZoneStart(string name, TimeSpan life, int end, ref DnsZoneStart? start)
    {
        const int Numbers = 16;
        if (!TryReadName(out _) || !TryReadName(out _) || end - _at != Numbers + 4)
        {
            return false;
        }

        _at += Numbers;
        TryReadLife(out var minimum);
        start ??= new DnsZoneStart(name, minimum < life ? minimum : life);
        return true;
    }

    private bool TryReadNumber(out ushort number)
    {
        var isThere = BinaryPrimitives.TryReadUInt16BigEndian(_message[Math.Min(_at, _message.Length)..], out number);
        _at += sizeof(ushort);
        return isThere;
    }

    /// <summary>Seconds; with the highest bit set they count as none (RFC 2181 §8).</summary>
    private bool TryReadLife(out TimeSpan life)
    {
        var isThere = BinaryPrimitives.TryReadUInt32BigEndian(_message[Math.Min(_at, _message.Length)..], out var seconds);
        _at += sizeof(uint);
        life = TimeSpan.FromSeconds(seconds > int.MaxValue ? 0 : (int)seconds);
        return isThere;
    }

    private bool TryReadText(out string text)
    {
        text = "";
        if (_at >= _message.Length || _message[_at] >= _message.Length - _at)
        {
            return false;
        }

        text = Encoding.Latin1.GetString(_message.Slice(_at + 1, _message[_at]));
        _at += 1 + text.Length;
        return true;
    }

    /// <summary>A name with its pointers followed (RFC 1035 §4.1.4). Each pointer leads further back than the last: there is no loop.</summary>
    private bool TryReadName([NotNullWhen(true)] out string? name)
    {
        name = null;
        var text = new StringBuilder();
        var limit = _at;
        var at = _at;
        var end = -1;
        while (at < _message.Length)
        {
            var length = _message[at];
            if (length == 0)
            {
                _at = end < 0 ? at + 1 : end;
                name = text.ToString();
                return true;
            }

            if ((length & 0xC0) == 0xC0)
            {
                if (at + 1 >= _message.Length)
                {
                    return false;
                }

                end = end < 0 ? at + 2 : end;
                at = ((length & 0x3F) << 8) | _message[at + 1];
                if (at >= limit)
                {
                    return false;
                }

                limit = at;
                continue;
            }

            if ((length & 0xC0) != 0 || at + length >= _message.Length || text.Length + length + 1 > MaxName || !TryAppend(text, _message.Slice(at + 1, length)))
            {
                return false;
            }

            at += 1 + length;
        }

        return false;
    }

    /// <summary>A host or service name has letters, digits, hyphens and underscores; a dot within a label would be read as two labels.</summary>
    private static bool TryAppend(StringBuilder text, ReadOnlySpan<byte> label)
    {
        if (text.Length > 0)
        {
            text.Append('.');
        }

        foreach (var letter in label)
        {
            if (letter is <= (byte)' ' or >= 0x7F or (byte)'.')
            {
                return false;
            }

            text.Append(char.ToLowerInvariant((char)letter));
        }

        return true;
    }
}
