using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Realtime.Sip.Messages;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>Answers challenges without the product's own code (RFC 7616 §3.4).</summary>
internal static class DigestText
{
    public static string Authorization(SipResponse challenge, string user, string password, string uri, string method = "INVITE")
    {
        var header = challenge.Headers.First(SipHeaderId.WwwAuthenticate)!;
        var (realm, nonce) = (Quoted(header, "realm"), Quoted(header, "nonce"));
        var response = Hash($"{Hash($"{user}:{realm}:{password}")}:{nonce}:00000001:0a4f113b:auth:{Hash($"{method}:{uri}")}");
        return $"Authorization: Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", response=\"{response}\", "
            + "algorithm=SHA-256, qop=auth, cnonce=\"0a4f113b\", nc=00000001";
    }

    private static string Quoted(string header, string name) => Regex.Match(header, name + "=\"([^\"]*)\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
