using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>
/// A request or response (RFC 3261 §7). One that the parser made owns one array that all its headers point into, and its mandatory
/// headers are there and valid; one that we build gets them set. Typed values are read on first use.
/// </summary>
public abstract class SipMessage
{
    public const string SdpMediaType = "application/sdp";

    private ViaHeader? _topVia;
    private NameAddress? _from;
    private NameAddress? _to;
    private NameAddress? _contact;
    private string? _callId;
    private CSeq _cseq;
    private int _version;

    private protected SipMessage(SipHeaderList headers, ReadOnlyMemory<byte> body)
    {
        Headers = headers;
        Body = body;
    }

    public SipHeaderList Headers { get; }

    /// <summary>The body, byte for byte. Its length is written as Content-Length, whatever that header says.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>The first Via value. Setting it replaces that value only, or adds the first.</summary>
    /// <exception cref="InvalidOperationException">The message is being built and has none yet.</exception>
    public ViaHeader TopVia
    {
        get => Fresh(ref _topVia) ??= ViaHeader.TryParse(FirstValue(SipHeaderId.Via), out var via) ? via : throw Missing(SipHeaderId.Via);
        set
        {
            Forget();
            SetFirstValue(SipHeaderId.Via, value.Text);
            Note(ref _topVia, value);
        }
    }

    /// <inheritdoc cref="TopVia"/>
    public NameAddress From
    {
        get => Fresh(ref _from) ??= ReadAddress(SipHeaderId.From);
        set
        {
            Forget();
            Headers.Set(SipHeader.OfTrusted(SipHeaderId.From, value.Text));
            Note(ref _from, value);
        }
    }

    /// <inheritdoc cref="TopVia"/>
    public NameAddress To
    {
        get => Fresh(ref _to) ??= ReadAddress(SipHeaderId.To);
        set
        {
            Forget();
            Headers.Set(SipHeader.OfTrusted(SipHeaderId.To, value.Text));
            Note(ref _to, value);
        }
    }

    /// <inheritdoc cref="TopVia"/>
    public string CallId
    {
        get => Fresh(ref _callId) ??= Headers.First(SipHeaderId.CallId) ?? throw Missing(SipHeaderId.CallId);
        set
        {
            Forget();
            Headers.Set(SipHeaderId.CallId, value);
            Note(ref _callId, value.Trim(' ', '\t'));
        }
    }

    /// <inheritdoc cref="TopVia"/>
    public CSeq CSeq
    {
        get
        {
            Forget();
            if (_cseq == default)
            {
                _cseq = CSeq.TryParse(FirstValue(SipHeaderId.CSeq).Span, out var cseq) ? cseq : throw Missing(SipHeaderId.CSeq);
            }

            return _cseq;
        }

        set
        {
            Forget();
            Headers.Set(value.ToHeader());
            Note(ref _cseq, value);
        }
    }

    /// <summary>The first Contact, or null when there is none, when it is <c>*</c>, or when a response has a broken one. Setting replaces all.</summary>
    public NameAddress? Contact
    {
        get
        {
            if (Fresh(ref _contact) is null && NameAddress.TryParse(FirstValue(SipHeaderId.Contact), out var contact))
            {
                _contact = contact;
            }

            return _contact;
        }

        set
        {
            Forget();
            if (value is null)
            {
                Headers.Remove(SipHeaderId.Contact);
            }
            else
            {
                Headers.Set(SipHeader.OfTrusted(SipHeaderId.Contact, value.Text));
            }

            Note(ref _contact, value);
        }
    }

    /// <summary>
    /// The body of that media type: the body itself, or that part of a multipart. A body without Content-Type that starts as a session description
    /// is one: the OpenAI service sends its 200 so.
    /// </summary>
    public bool TryGetBody(string mediaType, out ReadOnlyMemory<byte> body)
    {
        body = Body;
        var contentType = Headers.First(SipHeaderId.ContentType);
        if (Body.IsEmpty || contentType is null)
        {
            return Body.Span.StartsWith("v=0"u8) && mediaType.Equals(SdpMediaType, StringComparison.OrdinalIgnoreCase);
        }

        if (MediaTypes.AreSame(contentType, mediaType))
        {
            return true;
        }

        var part = MultipartBody.TryParse(contentType, Body, out var multipart) ? multipart.Find(mediaType) : null;
        body = part?.Body ?? default;
        return part is not null;
    }

    /// <summary>What the parser has found out already: everybody asks for it.</summary>
    internal void Prime(in SipMandatoryCheck check)
    {
        for (var at = 0; at < Headers.Count; at++)
        {
            var header = Headers[at];
            if (header.Id == SipHeaderId.Via)
            {
                _topVia ??= ViaHeader.OfScanned(header.ValueBytes.Trim(" \t"u8)[..check.ViaLength], check.Via);
            }
            else if (header.Id == SipHeaderId.From)
            {
                _from = NameAddress.OfScanned(header.ValueBytes, check.From);
            }
            else if (header.Id == SipHeaderId.To)
            {
                _to = NameAddress.OfScanned(header.ValueBytes, check.To);
            }
        }

        _cseq = check.CSeq;
    }

    /// <summary>Exactly how many bytes <see cref="Write"/> needs.</summary>
    public int WireLength
    {
        get
        {
            var length = StartLineLength + Body.Length + 2;
            for (var at = 0; at < Headers.Count; at++)
            {
                var header = Headers[at];
                length += header.Id == SipHeaderId.ContentLength ? 0 : header.WireLength;
            }

            return length + ContentLengthPrefix.Length + DigitsOf(Body.Length) + 2;
        }
    }

    private protected abstract int StartLineLength { get; }

    private static ReadOnlySpan<byte> ContentLengthPrefix => "Content-Length: "u8;

    public void WriteTo(IBufferWriter<byte> writer)
    {
        var length = WireLength;
        Write(writer.GetSpan(length));
        writer.Advance(length);
    }

    /// <summary>Writes the message and returns its length; <see cref="WireLength"/> tells how much room it needs.</summary>
    public int Write(Span<byte> destination)
    {
        var at = WriteStartLine(destination);
        var hasLength = false;
        for (var index = 0; index < Headers.Count; index++)
        {
            var header = Headers[index];
            if (header.Id != SipHeaderId.ContentLength)
            {
                Append(destination, ref at, header.NameBytes.Span);
                Append(destination, ref at, ": "u8);
                Append(destination, ref at, header.ValueBytes.Span);
                Append(destination, ref at, "\r\n"u8);
            }
            else if (!hasLength)
            {
                hasLength = true;
                AppendContentLength(destination, ref at);
            }
        }

        if (!hasLength)
        {
            AppendContentLength(destination, ref at);
        }

        Append(destination, ref at, "\r\n"u8);
        Append(destination, ref at, Body.Span);
        return at;
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[WireLength];
        Write(bytes);
        return bytes;
    }

    /// <summary>The text as sent, for tests. Not for logs: it holds credentials, keys and personal data.</summary>
    public override string ToString() => Encoding.UTF8.GetString(ToBytes());

    private protected abstract int WriteStartLine(Span<byte> destination);

    private protected static void Append(Span<byte> destination, ref int at, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(destination[at..]);
        at += bytes.Length;
    }

    private protected static void Append(Span<byte> destination, ref int at, string text) =>
        at += Encoding.UTF8.GetBytes(text, destination[at..]);

    private protected static void Append(Span<byte> destination, ref int at, int number)
    {
        Utf8Formatter.TryFormat(number, destination[at..], out var written);
        at += written;
    }

    private void AppendContentLength(Span<byte> destination, ref int at)
    {
        Append(destination, ref at, ContentLengthPrefix);
        Append(destination, ref at, Body.Length);
        Append(destination, ref at, "\r\n"u8);
    }

    private static int DigitsOf(int number)
    {
        var digits = 1;
        for (; number >= 10; number /= 10)
        {
            digits++;
        }

        return digits;
    }

    private ref T Fresh<T>(ref T field)
    {
        Forget();
        return ref field;
    }

    /// <summary>Typed values read before a change of the headers are forgotten.</summary>
    private void Forget()
    {
        if (_version != Headers.Version)
        {
            _topVia = null;
            _from = _to = _contact = null;
            _callId = null;
            _cseq = default;
            _version = Headers.Version;
        }
    }

    /// <summary>A typed value was set: it alone changed, the others stay as they were read.</summary>
    private void Note<T>(ref T field, T value)
    {
        field = value;
        _version = Headers.Version;
    }

    private ReadOnlyMemory<byte> FirstValue(SipHeaderId id)
    {
        if (!SipHeaderNames.IsList(id))
        {
            return Headers.TryGet(id, out var header) ? header.ValueBytes : default;
        }

        foreach (var value in Headers.EnumerateValues(id))
        {
            return value;
        }

        return default;
    }

    private NameAddress ReadAddress(SipHeaderId id) =>
        NameAddress.TryParse(FirstValue(id), out var address) ? address : throw Missing(id);

    private void SetFirstValue(SipHeaderId id, ReadOnlyMemory<byte> value)
    {
        if (!Headers.TryGet(id, out var line))
        {
            Headers.AddFirst(SipHeader.OfTrusted(id, value));
            return;
        }

        var comma = SipGrammar.IndexOfComma(line.ValueBytes.Span, 0);
        Headers.ReplaceFirst(comma == line.ValueBytes.Length
            ? SipHeader.OfTrusted(id, value)
            : SipHeader.OfTrusted(id, value.Span, line.ValueBytes.Span[comma..]));
    }

    private static InvalidOperationException Missing(SipHeaderId id) =>
        new($"The message has no valid {SipHeaderNames.NameOf(id)} header yet.");
}
