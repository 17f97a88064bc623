using System.Security.Cryptography;

namespace Realtime.Simulator.Story;

/// <summary>Makes ids of the shapes seen on the wire.</summary>
internal static class Ids
{
    private const string Base62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string Hex = "0123456789abcdef";

    /// <summary>A prefix and 21 characters of base 62: sessions, items, responses, events.</summary>
    public static string New(string prefix) => prefix + RandomNumberGenerator.GetString(Base62, 21);

    /// <summary>A prefix and so many hexadecimal digits: webhooks, calls, playout events.</summary>
    public static string NewHex(string prefix, int length) => prefix + RandomNumberGenerator.GetString(Hex, length);

    /// <summary>Padding of a streamed piece: piece and padding together are a multiple of 16 characters long.</summary>
    public static string Obfuscation(string delta) => RandomNumberGenerator.GetString(Base62, (16 - (delta.Length % 16)) % 16);
}
