using Realtime.Sip.Authentication;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.Signalling.Digest;

/// <summary>Checks <c>Digest</c> and <c>Credentials</c> of a trunk.</summary>
internal static class TrunkDigestValidator
{
    private const int MaxLength = 128;

    public static void Validate(TrunkOptions trunk, OptionFaults check)
    {
        if (trunk.Digest is { } digest)
        {
            Name("Digest:Username", digest.Username, check);
            Name("Digest:Realm", digest.Realm, check);
            Secret("Digest:Password", digest.Password, check);
            foreach (var (index, algorithm) in digest.Algorithms.Index().Where(entry => !DigestAlgorithms.TryParse(entry.Item, out _)))
            {
                check.Add($"Digest:Algorithms:{index}", algorithm, "is not one of: SHA-256, MD5.");
            }
        }

        if (trunk.Credentials is { } credentials)
        {
            Name("Credentials:Username", credentials.Username, check);
            Secret("Credentials:Password", credentials.Password, check);
            if (credentials.Realm is not null)
            {
                Name("Credentials:Realm", credentials.Realm, check);
            }
        }
    }

    /// <summary>It goes between quotes on the wire as it is.</summary>
    private static void Name(string key, string name, OptionFaults check)
    {
        if (name.Length is 0 or > MaxLength || name.AsSpan().ContainsAny("\"\\\r\n\0"))
        {
            check.Add(key, name, $"must have 1 to {MaxLength} characters, without quotes and backslashes.");
        }
    }

    private static void Secret(string key, string text, OptionFaults check)
    {
        if (!SecretReference.TryParse(text, out var reference, out var fault))
        {
            check.Add($"{key} {fault}.");
        }
        else if (!reference.TryRead(out _, out fault))
        {
            check.Add(key, reference.ToString(), $"{fault}.");
        }
    }
}
