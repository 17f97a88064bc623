using System.Runtime.InteropServices;
using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>
/// One header line: 16 bytes that point into the bytes of the message it came from (or into its own, when added by us).
/// The value is unfolded and trimmed. It has no line break: that was checked when it was made, so it can be written as it is.
/// </summary>
public readonly struct SipHeader
{
    /// <summary>Longest name that is kept; the longest registered one has under 40 letters.</summary>
    internal const int MaxNameLength = byte.MaxValue;

    private readonly byte[]? _source;
    private readonly ushort _nameStart;
    private readonly ushort _valueStart;
    private readonly ushort _valueLength;
    private readonly byte _nameLength;

    internal SipHeader(SipHeaderId id, byte[] source, int nameStart, int nameLength, int valueStart, int valueLength)
    {
        Id = id;
        _source = source;
        _nameStart = (ushort)nameStart;
        _nameLength = (byte)nameLength;
        _valueStart = (ushort)valueStart;
        _valueLength = (ushort)valueLength;
    }

    /// <exception cref="ArgumentException">The name is not a token, or the value has a line break or NUL.</exception>
    public SipHeader(string name, string value)
        : this(Of(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value)))
    {
    }

    /// <exception cref="ArgumentException">The value has a line break or NUL.</exception>
    public SipHeader(SipHeaderId id, string value)
        : this(OfOwned(id, Encoding.UTF8.GetBytes(value)))
    {
    }

    private SipHeader(SipHeader other) => this = other;

    public SipHeaderId Id { get; }

    /// <summary>The canonical long name when the header is known, otherwise the name as it came.</summary>
    public ReadOnlyMemory<byte> NameBytes => Id == SipHeaderId.Other
        ? new ReadOnlyMemory<byte>(_source, _nameStart, _nameLength)
        : SipHeaderNames.BytesOf(Id);

    public ReadOnlyMemory<byte> ValueBytes => new(_source, _valueStart, _valueLength);

    /// <inheritdoc cref="NameBytes"/>
    public string Name => Id == SipHeaderId.Other ? Encoding.ASCII.GetString(NameBytes.Span) : SipHeaderNames.NameOf(Id);

    public string Value => Encoding.UTF8.GetString(ValueBytes.Span);

    internal int WireLength => NameBytes.Length + _valueLength + 4;

    /// <summary>Header names are case-insensitive; the compact form names the same header.</summary>
    public bool Is(string name) => Id == SipHeaderId.Other
        ? Ascii.EqualsIgnoreCase(NameBytes.Span, name)
        : string.Equals(SipHeaderNames.NameOf(Id), name, StringComparison.OrdinalIgnoreCase) || IdOf(name) == Id;

    public override string ToString() => Name + ": " + Value;

    internal static SipHeaderId IdOf(string name)
    {
        Span<byte> bytes = stackalloc byte[MaxNameLength];
        return name.Length <= bytes.Length && Encoding.UTF8.TryGetBytes(name, bytes, out var length)
            ? SipHeaderNames.IdOf(bytes[..length])
            : SipHeaderId.Other;
    }

    internal static SipHeader Of(SipHeaderId id, ReadOnlySpan<byte> value) => OfOwned(id, value.ToArray());

    /// <summary>For a typed value whose bytes nobody changes: they are shared where they are the whole of their array.</summary>
    internal static SipHeader OfTrusted(SipHeaderId id, ReadOnlyMemory<byte> value) =>
        MemoryMarshal.TryGetArray(value, out var shared) && shared.Count == shared.Array!.Length
            ? new SipHeader(id, shared.Array, 0, 0, 0, shared.Count)
            : OfTrusted(id, value.Span);

    private static SipHeader OfOwned(SipHeaderId id, byte[] value)
    {
        if (id == SipHeaderId.Other)
        {
            throw new ArgumentException("A header without an id needs its name.", nameof(id));
        }

        var trimmed = Checked(value);
        var source = trimmed.Length == value.Length ? value : trimmed.ToArray();
        return new SipHeader(id, source, 0, 0, 0, source.Length);
    }

    /// <summary>For values that a typed header has already checked; they may hold an escaped NUL.</summary>
    internal static SipHeader OfTrusted(SipHeaderId id, ReadOnlySpan<byte> value, ReadOnlySpan<byte> more = default)
    {
        var source = new byte[value.Length + more.Length];
        value.CopyTo(source);
        more.CopyTo(source.AsSpan(value.Length));
        return new SipHeader(id, source, 0, 0, 0, source.Length);
    }

    /// <summary>For what came from the wire: false where <see cref="SipHeader(string, string)"/> throws.</summary>
    internal static bool TryMake(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, out SipHeader header)
    {
        var isValid = SipGrammar.IsToken(name) && name.Length <= MaxNameLength
            && !SipGrammar.HasLineBreak(value) && value.Length <= ushort.MaxValue - MaxNameLength;
        header = isValid ? Of(name, value) : default;
        return isValid;
    }

    internal static SipHeader Of(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!SipGrammar.IsToken(name) || name.Length > MaxNameLength)
        {
            throw new ArgumentException("A header name is a token of at most 255 characters.", nameof(name));
        }

        var trimmed = Checked(value);
        var source = new byte[name.Length + trimmed.Length];
        name.CopyTo(source);
        trimmed.CopyTo(source.AsSpan(name.Length));
        return new SipHeader(SipHeaderNames.IdOf(name), source, 0, name.Length, name.Length, trimmed.Length);
    }

    // A line break would start a header of the sender's choice; NUL ends the text for readers written in C.
    private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> value)
    {
        var trimmed = SipGrammar.Trim(value);
        if (SipGrammar.HasLineBreak(trimmed))
        {
            throw new ArgumentException("A header value has no CR, LF or NUL.", nameof(value));
        }

        if (trimmed.Length > ushort.MaxValue - MaxNameLength)
        {
            throw new ArgumentException("A header value is shorter than 64 KiB.", nameof(value));
        }

        return trimmed;
    }
}
