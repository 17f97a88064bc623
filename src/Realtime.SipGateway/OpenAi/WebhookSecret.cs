using System.Security.Cryptography;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.OpenAi;

/// <summary>
/// One signing secret of a target's webhook. Its key is decoded once and again when the secret was rotated; hashing allocates nothing.
/// </summary>
internal sealed class WebhookSecret(SecretReference reference)
{
    private readonly Lock _gate = new();
    private volatile Prepared? _prepared;

    /// <summary>HMAC-SHA256 over prefix and body; false when the secret cannot be read or is none.</summary>
    /// <param name="prefix"><c>webhook-id.webhook-timestamp.</c> as received.</param>
    /// <param name="body">The bytes as received.</param>
    /// <param name="mac">Gets 32 bytes.</param>
    public bool TrySign(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> body, Span<byte> mac)
    {
        if (Prepare() is not { Key: { } key } prepared)
        {
            return false;
        }

        // One is kept between requests; more are made only while requests overlap.
        var hash = Interlocked.Exchange(ref prepared.Spare, null) ?? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(prefix);
        hash.AppendData(body);
        hash.GetHashAndReset(mac);
        Interlocked.Exchange(ref prepared.Spare, hash)?.Dispose();
        return true;
    }

    private Prepared? Prepare()
    {
        if (!reference.TryRead(out var text, out _))
        {
            return null;
        }

        if (_prepared is { } prepared && ReferenceEquals(prepared.Text, text))
        {
            return prepared;
        }

        lock (_gate)
        {
            if (_prepared is { } made && ReferenceEquals(made.Text, text))
            {
                return made;
            }

            return _prepared = new Prepared(text, WebhookKey.TryDecode(text, out var key) ? key : null);
        }
    }

    private sealed class Prepared(string text, byte[]? key)
    {
        public string Text { get; } = text;

        public byte[]? Key { get; } = key;

#pragma warning disable CA1051, SA1401 // Exchanged atomically, which a property cannot be.
        public IncrementalHash? Spare;
#pragma warning restore CA1051, SA1401
    }
}
