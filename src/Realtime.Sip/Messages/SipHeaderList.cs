using System.Collections;
using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>
/// The headers of a message in their order, unknown ones among them. What is added is checked: no name or value can bring a line break,
/// so nobody can inject a header.
/// </summary>
public sealed class SipHeaderList : IReadOnlyList<SipHeader>
{
    private const int InitialCapacity = 12;

    private SipHeader[] _headers;

    public SipHeaderList() => _headers = [];

    internal SipHeaderList(SipHeader[] headers, int count)
    {
        _headers = headers;
        Count = count;
    }

    public int Count { get; private set; }

    /// <summary>Changes with every change of the list: typed values read before are then stale.</summary>
    internal int Version { get; private set; }

    public SipHeader this[int index] => index < Count ? _headers[index] : throw new ArgumentOutOfRangeException(nameof(index));

    /// <exception cref="ArgumentException">The value has a line break or NUL.</exception>
    public void Add(SipHeaderId id, string value) => Add(new SipHeader(id, value));

    /// <exception cref="ArgumentException">The value has a line break or NUL.</exception>
    public void Add(SipHeaderId id, ReadOnlyMemory<byte> value) => Add(SipHeader.Of(id, value.Span));

    /// <exception cref="ArgumentException">The name is not a token, or the value has a line break or NUL.</exception>
    public void Add(string name, string value) => Add(new SipHeader(name, value));

    /// <summary>Adds a header, of another message for instance; its bytes are shared, not copied.</summary>
    public void Add(SipHeader header) => Insert(Count, header);

    /// <summary>Adds copies of all headers of that kind, in order.</summary>
    public void AddAll(SipHeaderId id, SipHeaderList source)
    {
        for (var at = 0; at < source.Count; at++)
        {
            if (source._headers[at].Id == id)
            {
                Add(source._headers[at]);
            }
        }
    }

    /// <summary>Adds a copy of the first header of that kind, if there is one.</summary>
    public void AddFirstOf(SipHeaderId id, SipHeaderList source)
    {
        if (source.TryGet(id, out var header))
        {
            Add(header);
        }
    }

    /// <exception cref="ArgumentException">The value has a line break or NUL.</exception>
    public void AddFirst(SipHeaderId id, string value) => AddFirst(new SipHeader(id, value));

    /// <summary>Adds a header in front of those of its kind, or of all when it is the first of its kind.</summary>
    public void AddFirst(SipHeader header) => Insert(header.Id == SipHeaderId.Other ? 0 : Math.Max(IndexOf(header.Id), 0), header);

    /// <summary>Puts the value in the place of the first header of that kind, removes the others; adds it when there was none.</summary>
    /// <exception cref="ArgumentException">The value has a line break or NUL.</exception>
    public void Set(SipHeaderId id, string value) => Set(new SipHeader(id, value));

    /// <inheritdoc cref="Set(SipHeaderId, string)"/>
    public void Set(SipHeader header)
    {
        var at = header.Id == SipHeaderId.Other ? -1 : IndexOf(header.Id);
        if (at < 0)
        {
            Add(header);
            return;
        }

        Remove(at + 1, header.Id);
        _headers[at] = header;
        Version++;
    }

    /// <summary>Puts the header in the place of the first of its kind and leaves the others.</summary>
    internal void ReplaceFirst(SipHeader header)
    {
        _headers[IndexOf(header.Id)] = header;
        Version++;
    }

    /// <summary>Removes all headers of that kind and tells whether there were any.</summary>
    public bool Remove(SipHeaderId id) => Remove(0, id);

    /// <summary>Removes all headers of that name and tells whether there were any.</summary>
    public bool Remove(string name) => RemoveFrom(0, header => header.Is(name));

    /// <summary>Removes all headers that the test names and tells whether there were any.</summary>
    public bool RemoveAll(Predicate<SipHeader> match) => RemoveFrom(0, match);

    public bool Contains(SipHeaderId id) => IndexOf(id) >= 0;

    public bool TryGet(SipHeaderId id, out SipHeader header)
    {
        var at = IndexOf(id);
        header = at < 0 ? default : _headers[at];
        return at >= 0;
    }

    public bool TryGet(string name, out SipHeader header)
    {
        for (var at = 0; at < Count; at++)
        {
            if (_headers[at].Is(name))
            {
                header = _headers[at];
                return true;
            }
        }

        header = default;
        return false;
    }

    /// <summary>The whole value of the first line of that kind, or null.</summary>
    public string? First(SipHeaderId id) => TryGet(id, out var header) ? header.Value : null;

    /// <inheritdoc cref="First(SipHeaderId)"/>
    public string? First(string name) => TryGet(name, out var header) ? header.Value : null;

    /// <summary>All values over lines and commas; empty ones left out.</summary>
    public SipHeaderValues EnumerateValues(SipHeaderId id) => new(this, id);

    /// <summary>One of the values is this token, parameters left aside: <c>HasToken(Supported, "timer")</c>.</summary>
    public bool HasToken(SipHeaderId id, string token)
    {
        foreach (var value in EnumerateValues(id))
        {
            var semicolon = value.Span.IndexOf((byte)';');
            var word = semicolon < 0 ? value.Span : SipGrammar.Trim(value.Span[..semicolon]);
            if (Ascii.EqualsIgnoreCase(word, token))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads all values as addresses (Route, Contact, P-Asserted-Identity…); false if one of them is none.</summary>
    public bool TryReadAddresses(SipHeaderId id, out List<NameAddress> addresses)
    {
        addresses = [];
        foreach (var value in EnumerateValues(id))
        {
            if (!NameAddress.TryParse(value, out var address))
            {
                return false;
            }

            addresses.Add(address);
        }

        return true;
    }

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<SipHeader> IEnumerable<SipHeader>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(SipHeaderId id)
    {
        for (var at = 0; at < Count; at++)
        {
            if (_headers[at].Id == id)
            {
                return at;
            }
        }

        return -1;
    }

    private void Insert(int at, SipHeader header)
    {
        if (Count == _headers.Length)
        {
            Array.Resize(ref _headers, Math.Max(InitialCapacity, Count * 2));
        }

        Array.Copy(_headers, at, _headers, at + 1, Count - at);
        _headers[at] = header;
        Count++;
        Version++;
    }

    private bool Remove(int start, SipHeaderId id)
    {
        var kept = start;
        for (var at = start; at < Count; at++)
        {
            if (_headers[at].Id != id)
            {
                _headers[kept++] = _headers[at];
            }
        }

        return Keep(kept);
    }

    private bool RemoveFrom(int start, Predicate<SipHeader> match)
    {
        var kept = start;
        for (var at = start; at < Count; at++)
        {
            if (!match(_headers[at]))
            {
                _headers[kept++] = _headers[at];
            }
        }

        return Keep(kept);
    }

    private bool Keep(int kept)
    {
        var removed = kept < Count;
        Array.Clear(_headers, kept, Count - kept);
        Count = kept;
        Version += removed ? 1 : 0;
        return removed;
    }

    /// <summary>Walks the headers without allocating.</summary>
    public struct Enumerator : IEnumerator<SipHeader>
    {
        private readonly SipHeaderList _list;
        private int _at;

        internal Enumerator(SipHeaderList list)
        {
            _list = list;
            _at = -1;
        }

        public readonly SipHeader Current => _list._headers[_at];

        readonly object IEnumerator.Current => Current;

        public bool MoveNext() => ++_at < _list.Count;

        public void Reset() => _at = -1;

        public readonly void Dispose()
        {
        }
    }
}
