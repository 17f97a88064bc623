using System.Globalization;
using System.Text;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.AfterCall;

/// <summary>Signs as Standard Webhooks does: HMAC-SHA256 over <c>id.timestamp.body</c>, one signature for each secret.</summary>
internal sealed class OutgoingSigner(IEnumerable<SecretReference> secrets)
{
    public const int MaxSecrets = 4;

    /// <summary>192 bits, the least that the specification allows.</summary>
    public const int MinKeyBytes = 24;

    private readonly WebhookSecret[] _secrets = [.. secrets.Select(static secret => new WebhookSecret(secret))];

    /// <summary>The value of <c>webhook-signature</c>; null when no secret can be read.</summary>
    public string? Sign(string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var prefix = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        var mac = new byte[32];
        var signatures = new List<string>(_secrets.Length);
        foreach (var secret in _secrets)
        {
            if (secret.TrySign(prefix, body, mac))
            {
                signatures.Add("v1," + Convert.ToBase64String(mac));
            }
        }

        return signatures.Count == 0 ? null : string.Join(' ', signatures);
    }
}
