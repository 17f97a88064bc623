using System.Globalization;
using System.Security.Cryptography;

namespace Realtime.SipGateway.Calls;

/// <summary>What is kept of each published version of the policy beside its text.</summary>
/// <param name="Number">Counts up from 1 in one installation, over restarts and nodes.</param>
/// <param name="Hash">SHA-256 of the text, lower-case hex.</param>
/// <param name="At">When it was published.</param>
/// <param name="Actor">Who did: <c>key:ops</c>, <c>user:anna</c>, <c>file</c>.</param>
/// <param name="Source">Where the text came from.</param>
/// <param name="Note">What the publisher wrote about it.</param>
public sealed record PolicyVersion(int Number, string Hash, DateTimeOffset At, string Actor, PolicySource Source, string? Note)
{
    private const int ShownDigits = 8;

    /// <summary>As decisions and records name it: <c>7-3f9ac2d1</c>.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Number}-{Hash.AsSpan(0, ShownDigits)}");

    /// <summary>The <see cref="Hash"/> of a text.</summary>
    public static string HashOf(ReadOnlySpan<byte> text) => Convert.ToHexStringLower(SHA256.HashData(text));
}
