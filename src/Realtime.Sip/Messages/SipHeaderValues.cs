using System.Collections;
using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>All values of one header in order, over its lines and over the commas within a line.</summary>
public readonly struct SipHeaderValues : IEnumerable<ReadOnlyMemory<byte>>
{
    private readonly SipHeaderList _headers;
    private readonly SipHeaderId _id;

    internal SipHeaderValues(SipHeaderList headers, SipHeaderId id)
    {
        _headers = headers;
        _id = id;
    }

    public List<string> ToStrings()
    {
        var strings = new List<string>();
        foreach (var value in this)
        {
            strings.Add(Encoding.UTF8.GetString(value.Span));
        }

        return strings;
    }

    public Enumerator GetEnumerator() => new(_headers, _id);

    IEnumerator<ReadOnlyMemory<byte>> IEnumerable<ReadOnlyMemory<byte>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Walks the values without allocating.</summary>
    public struct Enumerator : IEnumerator<ReadOnlyMemory<byte>>
    {
        private readonly SipHeaderList _headers;
        private readonly SipHeaderId _id;
        private readonly bool _isList;
        private ReadOnlyMemory<byte> _rest;
        private int _next;

        internal Enumerator(SipHeaderList headers, SipHeaderId id)
        {
            _headers = headers;
            _id = id;
            _isList = SipHeaderNames.IsList(id);
        }

        public ReadOnlyMemory<byte> Current { get; private set; }

        readonly object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            while (true)
            {
                if (_rest.IsEmpty && !MoveToNextLine())
                {
                    return false;
                }

                var end = _isList ? SipGrammar.IndexOfComma(_rest.Span, 0) : _rest.Length;
                Current = _rest[..end].Trim(" \t"u8);
                _rest = end < _rest.Length ? _rest[(end + 1)..] : default;
                if (!Current.IsEmpty)
                {
                    return true;
                }
            }
        }

        public void Reset()
        {
            _next = 0;
            _rest = default;
        }

        public readonly void Dispose()
        {
        }

        private bool MoveToNextLine()
        {
            while (_next < _headers.Count)
            {
                var header = _headers[_next++];
                if (header.Id == _id && header.ValueBytes.Length > 0)
                {
                    _rest = header.ValueBytes;
                    return true;
                }
            }

            return false;
        }
    }
}
