using System.Security.Cryptography;

namespace Realtime.Sip.Transactions;

/// <summary>Random hexadecimal text that nobody can guess. Each thread draws its randomness in larger pieces: asking the system costs more than the rest of a tag.</summary>
internal static class RandomTokens
{
    private const int PoolBytes = 768;

    [ThreadStatic]
    private static byte[]? _pool;

    [ThreadStatic]
    private static int _left;

    /// <summary>Twice as many lower-case digits as <paramref name="bytes"/>, behind <paramref name="prefix"/>.</summary>
    public static string New(int bytes, string prefix = "")
    {
        var pool = _pool ??= new byte[PoolBytes];
        if (_left < bytes)
        {
            RandomNumberGenerator.Fill(pool);
            _left = pool.Length;
        }

        // Taken from the end and wiped: no token can be found in memory as the next one.
        var drawn = pool.AsSpan(_left - bytes, bytes);
        Span<char> digits = stackalloc char[2 * bytes];
        Convert.TryToHexStringLower(drawn, digits, out _);
        var token = string.Concat(prefix, digits);
        drawn.Clear();
        _left -= bytes;
        return token;
    }
}
