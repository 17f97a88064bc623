using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Realtime.SipGateway.Store;

/// <summary>
/// The hash of an audit entry: SHA-256 over its fields in the order of the table (seq, at, actor, action, object, detail, note, remote,
/// prev_hash), each as UTF-8 with its byte count before it (four bytes, big-endian; ffffffff for null), so that no two entries have the same
/// bytes. A few lines in any language check it.
/// </summary>
internal static class AuditChain
{
    /// <summary>What stands before the first entry.</summary>
    public static readonly string Start = new('0', SHA256.HashSizeInBytes * 2);

    public static string Hash(AuditRow row)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(uint)];
        foreach (var field in new[]
        {
            row.Seq.ToString(CultureInfo.InvariantCulture), row.At, row.Actor, row.Action, row.Object, row.Detail, row.Note, row.Remote, row.PrevHash,
        })
        {
            var bytes = field is null ? [] : Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteUInt32BigEndian(length, field is null ? uint.MaxValue : (uint)bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
