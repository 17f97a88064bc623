using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.Sideband.Tools.Later;

/// <summary>
/// Mints and checks what stands in a callback URL: <c>execution.expiry.base64url(HMAC-SHA256(key, "execution.expiry.call.function-call"))</c>. It says
/// nothing to who reads it, is good for one execution of one function call of one call, and for one answer, because an execution takes one.
/// </summary>
internal sealed class CallbackToken(IOptions<ToolCallbackOptions> options)
{
    private const int MaxLength = 256;

    private readonly SecretReference? _key = options.Value.Key is { } key ? SecretReference.Parse(key) : null;

    /// <summary>The address for one execution; null when the site takes none.</summary>
    public string? UrlFor(ToolExecution execution) => options.Value.PublicUrl is { } address && Sign(execution) is { } signature
        ? string.Create(CultureInfo.InvariantCulture, $"{address.TrimEnd('/')}/callbacks/tools/{execution.Id}.{execution.ExpiresAt.ToUnixTimeSeconds()}.{signature}")
        : null;

    /// <summary>The id of the execution that a token names; whether it is genuine is known only with the execution.</summary>
    public static string? IdIn(string token) => token.Length <= MaxLength && token.Split('.') is [var id, _, _] ? id : null;

    /// <summary>Until when a token says that it is good; null when it is none. Believed only with the execution.</summary>
    public static DateTimeOffset? ExpiryIn(string token) =>
        IdIn(token) is not null && long.TryParse(token.Split('.')[1], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    public bool IsFor(string token, ToolExecution execution) => Sign(execution) is { } signature
        && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(token),
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{execution.Id}.{execution.ExpiresAt.ToUnixTimeSeconds()}.{signature}")));

    private string? Sign(ToolExecution execution)
    {
        if (_key is null || !_key.TryRead(out var key, out _))
        {
            return null;
        }

        var text = string.Create(
            CultureInfo.InvariantCulture, $"{execution.Id}.{execution.ExpiresAt.ToUnixTimeSeconds()}.{execution.CallId.Value}.{execution.FunctionCallId}");
        return Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));
    }
}
