using System.Collections;

namespace Realtime.Sip.Messages;

/// <summary>The parameters of a URI or of a header value, read from its bytes as they are asked for. Names are case-insensitive.</summary>
public readonly struct SipParameterList : IEnumerable<SipParameter>
{
    private readonly ReadOnlyMemory<byte> _text;
    private readonly bool _isUri;

    internal SipParameterList(ReadOnlyMemory<byte> text, bool isUri)
    {
        _text = text;
        _isUri = isUri;
    }

    public int Count
    {
        get
        {
            var count = 0;
            foreach (var _ in this)
            {
                count++;
            }

            return count;
        }
    }

    /// <summary>The value of a parameter, empty if it has none, or null if it is not there.</summary>
    public string? this[string name] => TryGet(name, out var parameter) ? parameter.Value : null;

    public bool Contains(string name) => TryGet(name, out _);

    public bool TryGet(string name, out SipParameter parameter)
    {
        foreach (var candidate in this)
        {
            if (candidate.Is(name))
            {
                parameter = candidate;
                return true;
            }
        }

        parameter = default;
        return false;
    }

    public Enumerator GetEnumerator() => new(_text, _isUri);

    IEnumerator<SipParameter> IEnumerable<SipParameter>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Walks the parameters without allocating.</summary>
    public struct Enumerator : IEnumerator<SipParameter>
    {
        private readonly ReadOnlyMemory<byte> _text;
        private readonly bool _isUri;
        private int _at;

        internal Enumerator(ReadOnlyMemory<byte> text, bool isUri)
        {
            _text = text;
            _isUri = isUri;
        }

        public SipParameter Current { get; private set; }

        readonly object IEnumerator.Current => Current;

        public bool MoveNext()
        {
            var reader = new SipParameterReader(_text.Span, _at, _isUri);
            if (!reader.MoveNext())
            {
                return false;
            }

            Current = new SipParameter(_text[reader.NameRange], _text[reader.ValueRange], reader.HasValue, _isUri);
            _at = reader.Position;
            return true;
        }

        public void Reset() => _at = 0;

        public readonly void Dispose()
        {
        }
    }
}
