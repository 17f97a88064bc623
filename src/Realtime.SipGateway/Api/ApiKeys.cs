using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Api;

/// <summary>The configured keys; a presented one is compared with all of them in constant time.</summary>
internal sealed class ApiKeys(IOptions<ApiOptions> options)
{
    private readonly (byte[] Hash, ApiKeyOptions Key)[] _keys =
        [.. options.Value.Keys.Select(key => (Convert.FromHexString(key.Sha256), key))];

    public ApiKeyOptions? Find(string presented)
    {
        if (presented.Length is 0 or > ApiKeySecret.MaxLength)
        {
            return null;
        }

        var hash = ApiKeySecret.HashBytes(presented);
        ApiKeyOptions? found = null;
        foreach (var (expected, key) in _keys)
        {
            found = CryptographicOperations.FixedTimeEquals(hash, expected) ? key : found;
        }

        return found;
    }
}
