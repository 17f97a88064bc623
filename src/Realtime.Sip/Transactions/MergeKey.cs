using Realtime.Sip.Messages;

namespace Realtime.Sip.Transactions;

/// <summary>
/// What two copies of one request have in common that came by different paths (RFC 3261 8.2.2.2): Call-ID, From tag and CSeq. It reads
/// them in the request.
/// </summary>
internal readonly struct MergeKey : IEquatable<MergeKey>
{
    private readonly ReadOnlyMemory<byte> _callId;
    private readonly NameAddress _from;
    private readonly CSeq _cseq;
    private readonly int _hash;

    private MergeKey(SipRequest request)
    {
        request.Headers.TryGet(SipHeaderId.CallId, out var callId);
        _callId = callId.ValueBytes;
        _from = request.From;
        _cseq = request.CSeq;
        var hash = default(HashCode);
        hash.AddBytes(_callId.Span);
        hash.AddBytes(_from.TagBytes);
        _hash = hash.ToHashCode();
    }

    public static MergeKey Of(SipRequest request) => new(request);

    public bool Equals(MergeKey other) =>
        _hash == other._hash && _cseq == other._cseq && _callId.Span.SequenceEqual(other._callId.Span)
        && _from.HasTag == other._from.HasTag && _from.TagBytes.SequenceEqual(other._from.TagBytes);

    public override bool Equals(object? obj) => obj is MergeKey other && Equals(other);

    public override int GetHashCode() => _hash;

    /// <summary>The same as bytes; two keys are equal when these are.</summary>
    public void WriteTo(ref SipValueBuilder bytes)
    {
        bytes.Append(_callId.Span);
        bytes.Append(_from.HasTag ? " "u8 : "  "u8);
        bytes.Append(_from.TagBytes);
        bytes.Append(" "u8);
        bytes.Append(_cseq.Number);
        bytes.Append(_cseq.Method.Name);
    }
}
