namespace Realtime.SipGateway.Signalling.MutualTls;

/// <summary>Whose certificates a trunk takes.</summary>
internal sealed class TrunkTls(TrunkTlsOptions options)
{
    private const string Any = "*";
    private const string Below = "*.";

    private readonly string[] _names = [.. options.AllowedNames.Select(static name => name.ToLowerInvariant())];

    /// <summary>The first of a certificate's names that this trunk takes; null when there is none.</summary>
    public string? Find(IReadOnlyList<string> shown)
    {
        foreach (var name in shown)
        {
            if (Array.Exists(_names, allowed => Takes(allowed, name)))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>A certificate for a whole domain is taken only where its name stands as it is.</summary>
    private static bool Takes(string allowed, string shown) => allowed == Any || allowed == shown
        || (allowed.StartsWith(Below, StringComparison.Ordinal) && shown.EndsWith(allowed[1..], StringComparison.Ordinal) && !shown.StartsWith(Any, StringComparison.Ordinal));
}
