using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Signalling.Identity;

internal static class IdentityExtensions
{
    /// <summary>Asked after digest: the trunk is known then.</summary>
    public static IServiceCollection AddCallerIdentity(this IServiceCollection services)
    {
        services.AddOptions<IdentityOptions>().BindConfiguration(IdentityOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<IdentityOptions>, IdentityOptionsValidator>();
        services.AddSingleton<IValidateOptions<IdentityOptions>, IdentityFilesValidator>();
        services.AddSingleton<IdentityMetrics>();
        services.AddSingleton<CertificateFetcher>();
        services.AddSingleton<SignerCertificates>();
        services.AddSingleton<IInviteGate, IdentityGate>();
        return services;
    }
}
