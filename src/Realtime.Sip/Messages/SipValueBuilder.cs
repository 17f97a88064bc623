using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>
/// Puts a header value or URI together as bytes: on the caller's stack as long as it fits, so that only the finished value is allocated.
/// It checks nothing; whoever uses it parses what comes out, or knows the parts.
/// </summary>
internal ref struct SipValueBuilder(Span<byte> initial)
{
    /// <summary>Room that holds nearly every value; give it a <c>stackalloc</c> of this.</summary>
    public const int StackBytes = 256;

    private const int MaxDigits = 11;

    private Span<byte> _bytes = initial;
    private byte[]? _rented;
    private int _length;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes[_length..]);
        _length += bytes.Length;
    }

    public void Append(string text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        _length += Encoding.UTF8.GetBytes(text, _bytes[_length..]);
    }

    public void Append(long number)
    {
        Reserve(MaxDigits);
        Utf8Formatter.TryFormat(number, _bytes[_length..], out var written);
        _length += written;
    }

    public void Append(SipMessage message)
    {
        Reserve(message.WireLength);
        _length += message.Write(_bytes[_length..]);
    }

    /// <summary>Appends <c>;name=value</c> as it was read.</summary>
    public void Append(in SipParameterReader parameter)
    {
        Append(";"u8);
        Append(parameter.Name);
        if (parameter.HasValue)
        {
            Append("="u8);
            Append(parameter.Value);
        }
    }

    /// <summary>What was appended so far.</summary>
    public readonly ReadOnlySpan<byte> Written => _bytes[.._length];

    /// <summary>The finished value, on an array of its own; the builder is done with then.</summary>
    public byte[] Finish()
    {
        var value = Written.ToArray();
        Dispose();
        return value;
    }

    /// <summary>For who took <see cref="Written"/> instead of finishing.</summary>
    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
            _rented = null;
        }
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - _length >= more)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + more));
        _bytes[.._length].CopyTo(larger);
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }

        _bytes = _rented = larger;
    }
}
