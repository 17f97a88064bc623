using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Realtime.Sip.Authentication;

/// <summary>
/// Nonces that need no memory until somebody used one rightly: time, chance and a signature. Of the used ones the counts are kept, in a bounded
/// table; when it is full the oldest go, and everything that was made before them counts as stale, so that forgetting never permits a replay.
/// </summary>
internal sealed class DigestNonces(TimeProvider time, TimeSpan lifetime, int maxUsed)
{
    private const int TimeBytes = sizeof(long);
    private const int RandomBytes = 8;
    private const int PlainBytes = TimeBytes + RandomBytes;
    private const int SignatureBytes = 16;

    /// <summary>Counts may arrive out of order by as many as bits are kept.</summary>
    private const int Window = 64;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Use> _used = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, long> _oldest = new();
    private long _forgotten = long.MinValue;

    public int Used
    {
        get
        {
            lock (_gate)
            {
                return _used.Count;
            }
        }
    }

    public string Create(string realm)
    {
        Span<byte> nonce = stackalloc byte[PlainBytes + SignatureBytes];
        BinaryPrimitives.WriteInt64BigEndian(nonce, time.GetUtcNow().UtcTicks);
        RandomNumberGenerator.Fill(nonce[TimeBytes..PlainBytes]);
        Sign(nonce[..PlainBytes], realm, nonce[PlainBytes..]);
        return Convert.ToHexStringLower(nonce);
    }

    /// <summary>Whether we made it, and whether it may still be used.</summary>
    public (bool IsOurs, bool IsFresh) Judge(string nonce, string realm)
    {
        if (!TryRead(nonce, realm, out var made))
        {
            return default;
        }

        var age = time.GetUtcNow().UtcTicks - made;
        lock (_gate)
        {
            return (true, age <= lifetime.Ticks && made > _forgotten);
        }
    }

    /// <summary>Notes a use of one of our fresh nonces; false when this count was used before, or is older than can be known.</summary>
    public bool TryUse(string nonce, string realm, uint count)
    {
        if (!TryRead(nonce, realm, out var made))
        {
            return false;
        }

        lock (_gate)
        {
            if (made <= _forgotten)
            {
                return false;
            }

            if (!_used.TryGetValue(nonce, out var use))
            {
                MakeRoom();
                _oldest.Enqueue(nonce, made);
            }

            var isNew = use.TryTake(count);
            _used[nonce] = use;
            return isNew;
        }
    }

    /// <summary>Expired ones first; they are stale by their age already.</summary>
    private void MakeRoom()
    {
        var expired = time.GetUtcNow().UtcTicks - lifetime.Ticks;
        while (_oldest.TryPeek(out var nonce, out var made) && (made < expired || _used.Count >= maxUsed))
        {
            _oldest.Dequeue();
            _used.Remove(nonce);
            _forgotten = Math.Max(_forgotten, made);
        }
    }

    private bool TryRead(string nonce, string realm, out long made)
    {
        made = 0;
        Span<byte> bytes = stackalloc byte[PlainBytes + SignatureBytes];
        if (nonce.Length != bytes.Length * 2 || Convert.FromHexString(nonce, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        Span<byte> signature = stackalloc byte[SignatureBytes];
        Sign(bytes[..PlainBytes], realm, signature);
        made = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return CryptographicOperations.FixedTimeEquals(signature, bytes[PlainBytes..]);
    }

    private void Sign(ReadOnlySpan<byte> plain, string realm, Span<byte> signature)
    {
        var text = new byte[PlainBytes + Encoding.UTF8.GetByteCount(realm)];
        plain.CopyTo(text);
        Encoding.UTF8.GetBytes(realm, text.AsSpan(PlainBytes));
        HMACSHA256.HashData(_key, text).AsSpan(0, SignatureBytes).CopyTo(signature);
    }

    /// <summary>The highest count seen, and which of those just below it.</summary>
    private struct Use
    {
        private uint _highest;
        private ulong _seen;

        public bool TryTake(uint count)
        {
            if (count > _highest)
            {
                var ahead = count - _highest;
                _seen = (ahead >= Window ? 0 : _seen << (int)ahead) | 1;
                _highest = count;
                return true;
            }

            var behind = _highest - count;
            if (behind >= Window || (_seen & (1UL << (int)behind)) != 0)
            {
                return false;
            }

            _seen |= 1UL << (int)behind;
            return true;
        }
    }
}
