using Realtime.Sip.Messages;

namespace Realtime.Sip.Identity;

/// <summary>One Identity header (RFC 8224 §4): the token, where its certificate lies, and how it is signed.</summary>
internal sealed record IdentityHeader(string Token, string Info, string? Algorithm, string? Kind)
{
    /// <summary>A <c>shaken</c> token has some 500 characters; what is longer costs work before anything is known of its sender.</summary>
    public const int MaxLength = 4_096;

    /// <summary>One for each diversion and each network on the way.</summary>
    public const int MaxHeaders = 8;

    private const int MaxParameters = 8;

    /// <summary>Those of the message that can be read, and whether there were others.</summary>
    public static (IReadOnlyList<IdentityHeader> Read, bool HasBroken) ReadAll(SipMessage message)
    {
        var read = new List<IdentityHeader>();
        var hasBroken = false;
        foreach (var header in message.Headers)
        {
            if (header.Id != SipHeaderId.Identity)
            {
                continue;
            }

            if (read.Count < MaxHeaders && header.ValueBytes.Length <= MaxLength && TryParse(header.Value, out var identity))
            {
                read.Add(identity);
            }
            else
            {
                hasBroken = true;
            }
        }

        return (read, hasBroken);
    }

    public static bool TryParse(string value, out IdentityHeader identity)
    {
        identity = null!;
        var at = value.IndexOf(';', StringComparison.Ordinal);
        if (at <= 0)
        {
            return false;
        }

        var token = value[..at].Trim();
        string? info = null, algorithm = null, kind = null;
        for (var count = 0; at < value.Length; count++)
        {
            if (count == MaxParameters || !TryReadParameter(value, ref at, out var name, out var text))
            {
                return false;
            }

            switch (name)
            {
                case "INFO":
                    info = text;
                    break;
                case "ALG":
                    algorithm = text;
                    break;
                case "PPT":
                    kind = text;
                    break;
            }
        }

        identity = new IdentityHeader(token, info ?? "", algorithm, kind);
        return token.Length > 0 && info is { Length: > 0 };
    }

    /// <summary>From a semicolon to the next one outside of brackets and quotes.</summary>
    private static bool TryReadParameter(string value, ref int at, out string name, out string text)
    {
        var equals = value.IndexOf('=', at);
        (name, text) = ("", "");
        if (equals < 0)
        {
            return false;
        }

        name = value[(at + 1)..equals].Trim().ToUpperInvariant();
        var start = equals + 1;
        while (start < value.Length && value[start] == ' ')
        {
            start++;
        }

        var closing = start < value.Length ? value[start] switch { '<' => '>', '"' => '"', _ => '\0' } : '\0';
        if (closing == '\0')
        {
            var end = value.IndexOf(';', start);
            at = end < 0 ? value.Length : end;
            text = value[start..at].Trim();
            return true;
        }

        var close = value.IndexOf(closing, start + 1);
        if (close < 0)
        {
            return false;
        }

        text = value[(start + 1)..close];
        var next = value.IndexOf(';', close);
        at = next < 0 ? value.Length : next;
        return true;
    }
}
