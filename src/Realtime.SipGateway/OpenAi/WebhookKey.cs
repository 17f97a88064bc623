using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Realtime.SipGateway.OpenAi;

/// <summary>The bytes of a webhook's signing secret (Standard Webhooks): base64 after <c>whsec_</c>, else the text itself.</summary>
internal static class WebhookKey
{
    private const string Prefix = "whsec_";

    public static bool TryDecode(string secret, [NotNullWhen(true)] out byte[]? key)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal))
        {
            key = Encoding.UTF8.GetBytes(secret);
            return key.Length > 0;
        }

        var text = secret.AsSpan(Prefix.Length);
        key = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (!Convert.TryFromBase64Chars(text, key, out var length) || length == 0)
        {
            key = null;
            return false;
        }

        Array.Resize(ref key, length);
        return true;
    }
}
