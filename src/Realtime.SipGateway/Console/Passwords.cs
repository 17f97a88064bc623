using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Console;

/// <summary>
/// Passwords: PBKDF2 with HMAC-SHA-512 by the platform's hasher. Few are checked at a time, so that a flood of guesses cannot take the
/// processor from calls; one for a name that nobody has costs the same as any other.
/// </summary>
internal sealed class Passwords : IDisposable
{
    /// <summary>What OWASP asks of PBKDF2-HMAC-SHA512 (Password Storage Cheat Sheet).</summary>
    public const int Iterations = 210_000;

    public const int MinLength = 12;

    public const int MaxLength = 256;

    private const int MaxAtATime = 2;

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    private readonly PasswordHasher<StoredUser> _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private readonly SemaphoreSlim _room = new(MaxAtATime, MaxAtATime);
    private readonly Lazy<StoredUser> _nobody;

    public Passwords() => _nobody = new Lazy<StoredUser>(() =>
    {
        var nobody = new StoredUser("", "", "", "", default, default);
        return nobody with { PasswordHash = _hasher.HashPassword(nobody, Convert.ToHexString(RandomNumberGenerator.GetBytes(16))) };
    });

    /// <summary>Why this cannot be the password of that user; null when it can.</summary>
    public static string? WhyNot(string name, string password) => Normal(password).Length switch
    {
        < MinLength => $"A password has at least {MinLength} characters.",
        > MaxLength => $"A password has at most {MaxLength} characters.",
        _ when password.Contains(name, StringComparison.OrdinalIgnoreCase) => "A password does not hold the user's name.",
        _ when password.Distinct().Count() < MinLength / 3 => "A password has more than a few different characters.",
        _ => null,
    };

    public static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public string Hash(StoredUser user, string password) => _hasher.HashPassword(user, Normal(password));

    /// <summary>Null: too many others are being checked.</summary>
    public async Task<bool?> IsRightAsync(StoredUser? user, string password, CancellationToken cancellationToken)
    {
        if (!await _room.WaitAsync(MaxWait, cancellationToken))
        {
            return null;
        }

        try
        {
            var checkedAgainst = user ?? _nobody.Value;
            var text = password.Length > MaxLength ? "" : Normal(password);
            var result = await Task.Run(() => _hasher.VerifyHashedPassword(checkedAgainst, checkedAgainst.PasswordHash, text), cancellationToken);
            return user is not null && result != PasswordVerificationResult.Failed;
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose() => _room.Dispose();

    /// <summary>The same password whatever keyboard wrote it.</summary>
    private static string Normal(string password)
    {
        try
        {
            return password.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Half a character: as it is.
            return password;
        }
    }
}
