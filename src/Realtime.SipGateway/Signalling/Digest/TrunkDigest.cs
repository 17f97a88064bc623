using Realtime.Sip.Authentication;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.Signalling.Digest;

/// <summary>What a trunk's calls are checked against.</summary>
internal sealed class TrunkDigest
{
    private readonly SecretReference _password;

    public TrunkDigest(TrunkDigestOptions options)
    {
        _password = SecretReference.Parse(options.Password);
        Realm = options.Realm;
        Algorithms = options.Algorithms.Count == 0
            ? [DigestAlgorithm.Sha256, DigestAlgorithm.Md5]
            : [.. options.Algorithms.Select(token => DigestAlgorithms.TryParse(token, out var algorithm) ? algorithm : default).Distinct()];
        User = new DigestUser(options.Username, HashedA1);
    }

    public string Realm { get; }

    public IReadOnlyList<DigestAlgorithm> Algorithms { get; }

    public DigestUser User { get; }

    /// <summary>Who we are for a carrier.</summary>
    public static SipCredentials? CredentialsOf(TrunkCredentialsOptions? options) => options is null
        ? null
        : new SipCredentials(options.Username, SecretReference.Parse(options.Password).Read, options.Realm);

    /// <summary>Null for an algorithm that this trunk does not take, though another of the same realm may.</summary>
    private string? HashedA1(DigestAlgorithm algorithm, string realm) => Algorithms.Contains(algorithm)
        ? DigestCredentials.HashA1(algorithm, User.Name, realm, _password.Read())
        : null;
}
