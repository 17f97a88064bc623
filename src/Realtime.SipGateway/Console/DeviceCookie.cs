using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Realtime.SipGateway.Console;

/// <summary>Remembers in a browser who signed in from it, sealed: it proves nothing but that, and lets nobody in.</summary>
internal sealed class DeviceCookie(IDataProtectionProvider protection)
{
    public const string Name = "gateway_device";

    private const int MaxLength = 1_024;

    private static readonly TimeSpan Lasts = TimeSpan.FromDays(180);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Realtime.SipGateway.Console.Device").ToTimeLimitedDataProtector();

    /// <summary>Id of the browser, when this user signed in from it before.</summary>
    public string? Read(HttpContext context, string user)
    {
        if (context.Request.Cookies[Name] is not { Length: > 0 and <= MaxLength } sealedText)
        {
            return null;
        }

        try
        {
            return _protector.Unprotect(sealedText).Split('\n') is [var name, var id] && name.Equals(user, StringComparison.OrdinalIgnoreCase) ? id : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public void Write(HttpContext context, string user) => context.Response.Cookies.Append(
        Name,
        _protector.Protect($"{user}\n{Convert.ToHexString(RandomNumberGenerator.GetBytes(16))}", Lasts),
        new CookieOptions { HttpOnly = true, Secure = context.Request.IsHttps, SameSite = SameSiteMode.Strict, Path = "/console", MaxAge = Lasts });
}
