namespace Realtime.Sip.Messages;

/// <summary>
/// Checks, without allocating, that the headers every message needs are there, once, and well formed (RFC 3261 §8.1.1, §20). Route, Record-Route and
/// Contact are checked in requests, which can be answered 400; in a response they are left to whoever needs them.
/// </summary>
internal ref struct SipMandatoryCheck(ReadOnlySpan<SipHeader> headers, SipParserLimits limits, bool isRequest)
{
    /// <summary>RFC 3261 §20.22.</summary>
    private const uint MaxMaxForwards = 255;

    private readonly ReadOnlySpan<SipHeader> _headers = headers;
    private UInt128 _seen;
    private int _vias;
    private bool _hasVia;
    private bool _hasFrom;
    private bool _hasTo;
    private bool _hasCallId;

    public SipRejection Rejection { get; private set; }

    public CSeq CSeq { get; private set; }

    public bool HasCSeq { get; private set; }

    public int? ContentLength { get; private set; }

    /// <summary>What an answer copies is there and well formed; a request that has gone round in circles is not worth one.</summary>
    /// <summary>What the scan of the first Via, From and To found, for whoever reads them: they need not be scanned again.</summary>
    public ViaParts Via { get; private set; }

    public int ViaLength { get; private set; }

    public NameAddressParts From { get; private set; }

    public NameAddressParts To { get; private set; }

    public readonly bool CanBeAnswered => _hasVia && _vias <= limits.MaxVias && _hasFrom && _hasTo && _hasCallId && HasCSeq;

    public void Run()
    {
        foreach (ref readonly var header in _headers)
        {
            var value = header.ValueBytes.Span;
            var bit = UInt128.One << (int)header.Id;
            if ((_seen & bit) != 0 && SipHeaderNames.IsSingle(header.Id))
            {
                Note(SipRejection.RepeatedHeader);
                continue;
            }

            _seen |= bit;
            Check(header.Id, value);
        }

        NoteMissing(SipHeaderId.Via, SipRejection.MissingVia);
        NoteMissing(SipHeaderId.From, SipRejection.MissingFrom);
        NoteMissing(SipHeaderId.To, SipRejection.MissingTo);
        NoteMissing(SipHeaderId.CallId, SipRejection.MissingCallId);
        NoteMissing(SipHeaderId.CSeq, SipRejection.MissingCSeq);
    }

    private void Check(SipHeaderId id, ReadOnlySpan<byte> value)
    {
        switch (id)
        {
            case SipHeaderId.Via:
                CheckVia(value);
                break;
            case SipHeaderId.From:
                _hasFrom = CheckAddress(value, SipRejection.MalformedFrom, out var from);
                From = from;
                break;
            case SipHeaderId.To:
                _hasTo = CheckAddress(value, SipRejection.MalformedTo, out var to);
                To = to;
                break;
            case SipHeaderId.CallId:
                _hasCallId = IsCallId(value);
                Require(_hasCallId, SipRejection.MalformedCallId);
                break;
            case SipHeaderId.CSeq:
                HasCSeq = CSeq.TryParse(value, out var cseq);
                CSeq = cseq;
                Require(HasCSeq, SipRejection.MalformedCSeq);
                break;
            case SipHeaderId.MaxForwards:
                Require(SipGrammar.TryParseNumber(value, MaxMaxForwards, out _), SipRejection.MalformedMaxForwards);
                break;
            case SipHeaderId.ContentLength:
                var isLength = SipGrammar.TryParseNumber(value, int.MaxValue, out var length);
                ContentLength = isLength ? (int)length : null;
                Require(isLength, SipRejection.MalformedContentLength);
                break;
            case SipHeaderId.Contact when isRequest && !value.SequenceEqual("*"u8):
                CheckAddresses(value, SipRejection.MalformedContact);
                break;
            case SipHeaderId.Route or SipHeaderId.RecordRoute when isRequest:
                CheckAddresses(value, SipRejection.MalformedRoute);
                break;
        }
    }

    private void CheckVia(ReadOnlySpan<byte> value)
    {
        for (var at = 0; at <= value.Length;)
        {
            var end = SipGrammar.IndexOfComma(value, at);
            if (_vias++ == 0)
            {
                var first = SipGrammar.Trim(value[at..end]);
                _hasVia = ViaParts.TryScan(first, out var via);
                (Via, ViaLength) = (via, first.Length);
                Require(_hasVia, SipRejection.MalformedVia);
            }

            at = end + 1;
        }

        Require(_vias <= limits.MaxVias, SipRejection.TooManyVias);
    }

    private void CheckAddresses(ReadOnlySpan<byte> value, SipRejection rejection)
    {
        for (var at = 0; at <= value.Length;)
        {
            var end = SipGrammar.IndexOfComma(value, at);
            CheckAddress(SipGrammar.Trim(value[at..end]), rejection, out _);
            at = end + 1;
        }
    }

    private bool CheckAddress(ReadOnlySpan<byte> value, SipRejection rejection, out NameAddressParts parts)
    {
        var isAddress = NameAddressParts.TryScan(value, out parts) && parts.UriEnd - parts.UriStart <= limits.MaxUriBytes;
        Require(isAddress, rejection);
        return isAddress;
    }

    // Wider than the grammar's word: Call-IDs with '=' are common. Visible ASCII cannot do harm.
    private static bool IsCallId(ReadOnlySpan<byte> value) => !value.IsEmpty && !value.ContainsAnyExceptInRange((byte)'!', (byte)'~');

    private void NoteMissing(SipHeaderId id, SipRejection rejection) => Require((_seen & (UInt128.One << (int)id)) != 0, rejection);

    private void Require(bool condition, SipRejection rejection)
    {
        if (!condition)
        {
            Note(rejection);
        }
    }

    private void Note(SipRejection rejection)
    {
        if (Rejection == SipRejection.None)
        {
            Rejection = rejection;
        }
    }
}
