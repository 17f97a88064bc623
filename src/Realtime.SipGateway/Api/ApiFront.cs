using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Api;

/// <summary>What every request passes: proxies that are believed, headers that browsers obey, limits per key.</summary>
internal static class ApiFront
{
    public static void AddApiFront(this IServiceCollection services)
    {
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ApiOptions>>(static (forwarded, api) => Trust(forwarded, api.Value));
        services.AddRateLimiter(static limits =>
        {
            limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(Partition);
            limits.OnRejected = RejectAsync;
        });
    }

    /// <summary>Before authentication.</summary>
    public static void UseApiFront(this IApplicationBuilder app)
    {
        app.UseForwardedHeaders();
        app.Use(static (context, next) =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            if (context.Request.IsHttps)
            {
                headers.StrictTransportSecurity = "max-age=31536000";
            }

            if (IsApi(context))
            {
                // Answers hold numbers and names of callers: no cache keeps them, and none is a page.
                headers.CacheControl = "no-store";
                headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
                headers["Referrer-Policy"] = "no-referrer";
            }

            return next(context);
        });
    }

    /// <summary>Nobody is believed about who sent a request but the proxies that the configuration names.</summary>
    private static void Trust(ForwardedHeadersOptions forwarded, ApiOptions api)
    {
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        forwarded.ForwardLimit = null;
        forwarded.ForwardedHeaders = api.TrustedProxies.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        foreach (var text in api.TrustedProxies)
        {
            if (IPAddress.TryParse(text, out var address))
            {
                forwarded.KnownProxies.Add(address);
            }
            else
            {
                forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(text));
            }
        }
    }

    private static RateLimitPartition<string> Partition(HttpContext context)
    {
        if (!IsApi(context))
        {
            return RateLimitPartition.GetNoLimiter("");
        }

        var who = context.User.Identity?.IsAuthenticated == true ? ApiUser.ActorOf(context.User) : $"address:{context.Connection.RemoteIpAddress}";
        var options = context.RequestServices.GetRequiredService<IOptions<ApiOptions>>().Value;
        return RateLimitPartition.GetTokenBucketLimiter(who, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.RequestBurst,
            TokensPerPeriod = options.RequestsPerSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 0,
        });
    }

    private static async ValueTask RejectAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, Math.Ceiling(after.TotalSeconds)) : 1;
        rejected.HttpContext.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        await ApiProblem.Of(StatusCodes.Status429TooManyRequests, "Too many requests", "This key asks faster than Api:RequestsPerSecond allows; Retry-After says when to come again.")
            .ExecuteAsync(rejected.HttpContext);
    }

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);
}
