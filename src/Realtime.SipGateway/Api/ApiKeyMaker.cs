using System.Security.Cryptography;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>Makes a key for the API or the command line; the secret leaves it once.</summary>
internal static class ApiKeyMaker
{
    /// <summary>As in <see cref="ApiKeyOptions.Name"/>.</summary>
    public const string NameForm = "1 to 64 letters, digits, spaces, '_', '.' or '-', the first a letter or digit";

    private const int MaxName = 64;

    private const int IdDigits = 10;

    public static bool IsName(string? name) => name is { Length: > 0 and <= MaxName } && char.IsAsciiLetterOrDigit(name[0])
        && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or ' ' or '-');

    public static (StoredApiKey Key, string Secret) Make(string name, ApiScope scope, DateTimeOffset now, DateTimeOffset? expires, string by)
    {
        var secret = ApiKeySecret.New();
        var id = "k" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdDigits / 2));
        return (new StoredApiKey(id, name, ApiKeySecret.Hash(secret), scope.ToString().ToLowerInvariant(), now, by, expires), secret);
    }
}
