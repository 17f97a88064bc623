using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Realtime.SipGateway.Signalling.Rtpengine;

/// <summary>
/// The notation of the <c>ng</c> protocol (that of BitTorrent, BEP 3): texts, whole numbers, lists and dictionaries. Texts are UTF-8 here, numbers
/// <see cref="long"/>, lists <see cref="List{T}"/> and dictionaries <see cref="Dictionary{TKey, TValue}"/> of objects.
/// </summary>
internal static class Bencode
{
    /// <summary>Answers are flat but for their statistics.</summary>
    private const int MaxDepth = 16;

    public static byte[] Write(IReadOnlyDictionary<string, object> dictionary)
    {
        using var buffer = new MemoryStream();
        Write(buffer, dictionary);
        return buffer.ToArray();
    }

    /// <summary>Null when the bytes are not exactly one dictionary.</summary>
    public static Dictionary<string, object>? TryRead(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        return TryRead(bytes, ref at, 0, out var value) && at == bytes.Length ? value as Dictionary<string, object> : null;
    }

    private static void Write(MemoryStream buffer, object value)
    {
        switch (value)
        {
            case string text:
                var bytes = Encoding.UTF8.GetBytes(text);
                Ascii(buffer, bytes.Length.ToString(CultureInfo.InvariantCulture) + ":");
                buffer.Write(bytes);
                break;
            case long number:
                Ascii(buffer, string.Create(CultureInfo.InvariantCulture, $"i{number}e"));
                break;
            case IEnumerable<string> list:
                Ascii(buffer, "l");
                foreach (var entry in list)
                {
                    Write(buffer, entry);
                }

                Ascii(buffer, "e");
                break;
            case IReadOnlyDictionary<string, object> dictionary:
                Ascii(buffer, "d");
                foreach (var (key, entry) in dictionary.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                {
                    Write(buffer, key);
                    Write(buffer, entry);
                }

                Ascii(buffer, "e");
                break;
            default:
                throw new ArgumentException($"{value.GetType()} has no notation.", nameof(value));
        }
    }

    private static void Ascii(MemoryStream buffer, string text) => buffer.Write(Encoding.ASCII.GetBytes(text));

    private static bool TryRead(ReadOnlySpan<byte> bytes, ref int at, int depth, out object value)
    {
        value = "";
        if (at >= bytes.Length || depth > MaxDepth)
        {
            return false;
        }

        switch (bytes[at])
        {
            case (byte)'i':
                at++;
                var isNumber = TryNumber(bytes, ref at, (byte)'e', out var number);
                value = number;
                return isNumber;
            case (byte)'l':
                at++;
                return TryList(bytes, ref at, depth, out value);
            case (byte)'d':
                at++;
                return TryDictionary(bytes, ref at, depth, out value);
            default:
                return TryText(bytes, ref at, out value);
        }
    }

    private static bool TryNumber(ReadOnlySpan<byte> bytes, ref int at, byte end, out long number)
    {
        if (!Utf8Parser.TryParse(bytes[at..], out number, out var length) || at + length >= bytes.Length || bytes[at + length] != end)
        {
            return false;
        }

        at += length + 1;
        return true;
    }

    private static bool TryText(ReadOnlySpan<byte> bytes, ref int at, out object value)
    {
        value = "";
        if (!TryNumber(bytes, ref at, (byte)':', out var length) || length < 0 || length > bytes.Length - at)
        {
            return false;
        }

        value = Encoding.UTF8.GetString(bytes.Slice(at, (int)length));
        at += (int)length;
        return true;
    }

    private static bool TryList(ReadOnlySpan<byte> bytes, ref int at, int depth, out object value)
    {
        var list = new List<object>();
        value = list;
        while (at < bytes.Length && bytes[at] != 'e')
        {
            if (!TryRead(bytes, ref at, depth + 1, out var entry))
            {
                return false;
            }

            list.Add(entry);
        }

        return at++ < bytes.Length;
    }

    private static bool TryDictionary(ReadOnlySpan<byte> bytes, ref int at, int depth, out object value)
    {
        var dictionary = new Dictionary<string, object>(StringComparer.Ordinal);
        value = dictionary;
        while (at < bytes.Length && bytes[at] != 'e')
        {
            if (!TryText(bytes, ref at, out var key) || !TryRead(bytes, ref at, depth + 1, out var entry))
            {
                return false;
            }

            dictionary[(string)key] = entry;
        }

        return at++ < bytes.Length;
    }
}
