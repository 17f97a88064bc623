using Realtime.Sip.Authentication;

namespace Realtime.SipGateway.Signalling.Digest;

internal static class DigestExtensions
{
    public static IServiceCollection AddTrunkDigest(this IServiceCollection services)
    {
        services.AddSingleton(static provider => new DigestServer(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AuthenticationMetrics>();
        services.AddSingleton<IInviteGate, DigestGate>();
        return services;
    }
}
