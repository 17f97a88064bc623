using Microsoft.AspNetCore.Authentication;

namespace Realtime.SipGateway.Api;

/// <summary>Whether who opened a stream may still have it: keys are revoked, users removed and sessions end while it lasts.</summary>
internal sealed class Lasting(IServiceScopeFactory scopes)
{
    /// <summary>Proves the request anew, as if it came now: an answer that has begun keeps what was proved at its start.</summary>
    public async Task<bool> MayStayAsync(HttpContext context, ApiScope needed)
    {
        await using var scope = scopes.CreateAsyncScope();
        var again = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        foreach (var (name, value) in context.Request.Headers)
        {
            again.Request.Headers[name] = value;
        }

        (again.Request.Scheme, again.Request.Host, again.Request.Path) = (context.Request.Scheme, context.Request.Host, context.Request.Path);
        again.Connection.RemoteIpAddress = context.Connection.RemoteIpAddress;
        var result = await again.AuthenticateAsync(ApiSchemes.Either);
        return result.Principal is { } principal && ApiUser.Has(principal, needed);
    }
}
