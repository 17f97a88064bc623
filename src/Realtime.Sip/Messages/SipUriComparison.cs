using System.Net;
using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>URI equality by the rules of RFC 3261 §19.1.4 (and RFC 3966 §4 for tel). It is not transitive: that is the RFC's doing.</summary>
internal static class SipUriComparison
{
    /// <summary>These never match when only one of the two URIs has them.</summary>
    private static readonly string[] MustMatch = ["transport", "user", "ttl", "method", "maddr"];

    public static bool AreEqual(SipUri left, SipUri right) => left.Kind == SipUriKind.Tel
        ? DigitsOf(left) == DigitsOf(right) && ParametersOfTelMatch(left.Parameters, right.Parameters)
        : left.Port == right.Port
            && CanonicalHost(left.Host) == CanonicalHost(right.Host)
            && SipPercent.AreEqual(left.UserInfoBytes, right.UserInfoBytes, ignoreCase: false)
            && ParametersMatch(left.Parameters, right.Parameters)
            && HeadersMatch(left, right);

    public static void AddHash(ref HashCode hash, SipUri uri)
    {
        if (uri.Kind == SipUriKind.Tel)
        {
            hash.Add(DigitsOf(uri), StringComparer.Ordinal);
        }
        else if (uri.IsSip)
        {
            SipPercent.AddHash(ref hash, uri.UserInfoBytes, ignoreCase: false);
            hash.Add(CanonicalHost(uri.Host), StringComparer.Ordinal);
        }
        else
        {
            hash.Add(uri.ToString(), StringComparer.OrdinalIgnoreCase);
        }
    }

    // RFC 5954 §4.2: IPv6 addresses are compared as addresses, however they are written.
    private static string CanonicalHost(string host) =>
        host.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(host, out var address) ? address.ToString() : host.ToLowerInvariant();

    private static bool ParametersMatch(SipParameterList left, SipParameterList right)
    {
        foreach (var name in MustMatch)
        {
            if (left.Contains(name) != right.Contains(name))
            {
                return false;
            }
        }

        foreach (var parameter in left)
        {
            if (right.TryGet(parameter.Name, out var other) && !parameter.HasSameValue(other))
            {
                return false;
            }
        }

        return true;
    }

    // RFC 3966 §4: every parameter counts, in any order; visual separators never do.
    private static bool ParametersOfTelMatch(SipParameterList left, SipParameterList right)
    {
        foreach (var parameter in left)
        {
            if (!right.TryGet(parameter.Name, out var other) || !parameter.HasSameValue(other))
            {
                return false;
            }
        }

        return left.Count == right.Count;
    }

    private static string DigitsOf(SipUri tel)
    {
        var digits = new StringBuilder();
        foreach (var symbol in tel.User ?? "")
        {
            if (symbol is not ('-' or '.' or '(' or ')'))
            {
                digits.Append(char.ToLowerInvariant(symbol));
            }
        }

        return digits.ToString();
    }

    private static bool HeadersMatch(SipUri left, SipUri right)
    {
        if (!left.HasHeaders && !right.HasHeaders)
        {
            return true;
        }

        var unmatched = right.Headers.Split('&').ToList();
        foreach (var header in left.Headers.Split('&'))
        {
            var twin = unmatched.FindIndex(other => IsSameHeader(header, other));
            if (twin < 0)
            {
                return false;
            }

            unmatched.RemoveAt(twin);
        }

        return unmatched.Count == 0;
    }

    // The comparison of a header value is that of its header (§20); without knowing them all, values are compared as written after unescaping.
    private static bool IsSameHeader(string left, string right)
    {
        var (leftName, leftValue) = Split(left);
        var (rightName, rightValue) = Split(right);
        return string.Equals(leftName, rightName, StringComparison.OrdinalIgnoreCase) && leftValue == rightValue;
    }

    private static (string Name, string Value) Split(string header)
    {
        var equals = header.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? (header, "")
            : (SipPercent.Decode(Encoding.ASCII.GetBytes(header[..equals])), SipPercent.Decode(Encoding.ASCII.GetBytes(header[(equals + 1)..])));
    }
}
