using System.Diagnostics.CodeAnalysis;

namespace Realtime.SipGateway.Signalling.Identity;

/// <summary>A host that may be asked: its name, or all names under it, at one port.</summary>
internal sealed record AllowedHost(string Name, bool AnyBelow, int Port)
{
    private const int HttpsPort = 443;

    public static bool TryParse(string text, [NotNullWhen(true)] out AllowedHost? host)
    {
        host = null;
        var anyBelow = text.StartsWith("*.", StringComparison.Ordinal);
        if (!Uri.TryCreate("https://" + (anyBelow ? text[2..] : text), UriKind.Absolute, out var uri)
            || uri.Host.Length == 0 || uri.AbsolutePath != "/" || uri.Query.Length > 0 || uri.UserInfo.Length > 0 || uri.Host.Contains('*', StringComparison.Ordinal))
        {
            return false;
        }

        host = new AllowedHost(uri.IdnHost.ToLowerInvariant(), anyBelow, uri.IsDefaultPort ? HttpsPort : uri.Port);
        return true;
    }

    public bool Allows(Uri address)
    {
        var name = address.IdnHost.ToLowerInvariant();
        return address.Port == Port && (AnyBelow ? name.EndsWith("." + Name, StringComparison.Ordinal) : name == Name);
    }
}
