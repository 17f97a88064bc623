using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Realtime.SipGateway.Api;

/// <summary><c>hash-key</c> on the command line: makes a key and the hash that goes into the configuration.</summary>
internal static class ApiKeyCommand
{
    public const string Name = "hash-key";

    private const string Prefix = "rgw_";

    /// <summary>True when the arguments asked for it and it was done: the gateway is not to be started.</summary>
    public static bool TryRun(string[] arguments, TextWriter output)
    {
        if (arguments is not [Name, ..])
        {
            return false;
        }

        var key = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        output.WriteLine($"Key (give it to who uses it; it is not shown again): {key}");
        output.WriteLine($"Configuration: \"Api\": {{ \"Keys\": [ {{ \"Name\": \"ops\", \"Sha256\": \"{hash}\", \"Scope\": \"supervisor\" }} ] }}");
        return true;
    }
}
