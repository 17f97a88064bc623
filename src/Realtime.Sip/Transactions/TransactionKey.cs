using Realtime.Sip.Messages;

namespace Realtime.Sip.Transactions;

/// <summary>
/// What finds the server transaction of a request: branch, sent-by and method (RFC 3261 17.2.3), where ACK and CANCEL look for
/// their INVITE. It reads them in the Via, so that looking one up makes no strings.
/// </summary>
internal readonly struct TransactionKey : IEquatable<TransactionKey>
{
    private readonly ViaHeader _via;
    private readonly SipMethod _method;
    private readonly int _hash;

    private TransactionKey(ViaHeader via, SipMethod method)
    {
        _via = via;
        _method = method;
        var hash = default(HashCode);
        hash.AddBytes(via.BranchBytes);
        _hash = hash.ToHashCode();
    }

    public static TransactionKey Of(ViaHeader via, SipMethod method) => new(via, method);

    public bool Equals(TransactionKey other) =>
        _hash == other._hash && _method == other._method && _via.Port == other._via.Port
        && _via.BranchBytes.SequenceEqual(other._via.BranchBytes) && _via.HostBytes.SequenceEqual(other._via.HostBytes);

    public override bool Equals(object? obj) => obj is TransactionKey other && Equals(other);

    public override int GetHashCode() => _hash;

    /// <summary>The same as bytes; two keys are equal when these are.</summary>
    public void WriteTo(ref SipValueBuilder bytes)
    {
        bytes.Append(_via.BranchBytes);
        bytes.Append(" "u8);
        bytes.Append(_via.HostBytes);
        bytes.Append(" "u8);
        bytes.Append(_via.Port ?? -1);
        bytes.Append(_method.Name);
    }
}
