using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Signalling.Defence;
using Realtime.SipGateway.Signalling.Digest;
using Realtime.SipGateway.Signalling.Drain;
using Realtime.SipGateway.Signalling.Hep;
using Realtime.SipGateway.Signalling.Identity;
using Realtime.SipGateway.Signalling.MutualTls;
using Realtime.SipGateway.Signalling.Registrations;
using Realtime.SipGateway.Signalling.Rtpengine;
using Realtime.SipGateway.Signalling.Targets;
using Realtime.SipGateway.Signalling.Transfer;
using Realtime.SipGateway.Signalling.Transport;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Signalling;

/// <summary>Trunks in, AI targets out.</summary>
public static class SignallingExtensions
{
    /// <param name="services">Where to.</param>
    /// <param name="settings">Where the settings come from, so that an unreadable file is told from one that says nothing.</param>
    public static IServiceCollection AddSignalling(this IServiceCollection services, IConfigurationBuilder? settings = null)
    {
        if (settings is not null)
        {
            services.AddSingleton(SettingsFiles.Of(settings));
        }

        services.AddOptions<SignallingOptions>()
            .BindConfiguration(SignallingOptions.Section)
            .Configure<IConfiguration>(static (options, configuration) =>
            {
                configuration.GetSection(SignallingOptions.TrunksSection).Bind(options.Trunks);
                configuration.GetSection(SignallingOptions.TargetsSection).Bind(options.Targets);
                configuration.GetSection(SignallingOptions.DestinationsSection).Bind(options.Destinations);
                configuration.GetSection(SignallingOptions.RtpengineSection).Bind(options.Rtpengine);
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<SignallingOptions>, SignallingOptionsValidator>();
        services.AddSingleton<SignallingMetrics>();
        services.AddOptions<HepSettings>().BindConfiguration(HepSettings.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<HepSettings>, HepSettingsValidator>();
        services.AddSingleton<HepCorrelation>();
        services.AddSingleton<HepCapture>();
        services.AddSingleton<TlsMetrics>();
        services.AddSingleton<TlsFiles>();
        services.AddSingleton<TrunkBook>();
        services.AddSingleton<TrunkReload>();
        services.AddHostedService(static provider => provider.GetRequiredService<TrunkReload>());
        services.AddSingleton<ITrunkStatus, TrunkStatuses>();
        services.AddSingleton<DefenceMetrics>();
        services.AddSingleton<SourceGuard>();
        services.AddSingleton<IDigestWatcher, DigestBans>();
        services.AddSingleton<ISourceBans>(static provider => provider.GetRequiredService<SourceGuard>());
        services.AddSingleton<RtpengineMetrics>();
        services.AddSingleton<RtpengineRelay>();
        services.AddSingleton<TargetMetrics>();
        services.AddSingleton<OutboundRoutes>();
        services.AddSingleton<ITargetStatus>(static provider => provider.GetRequiredService<OutboundRoutes>());
        services.AddSingleton<LiveLegs>();
        services.AddSingleton<ICallObserver>(static provider => provider.GetRequiredService<LiveLegs>());
        services.AddSingleton<TransferServices>();
        services.AddSingleton<CallLegsServices>();
        services.AddSingleton<IInviteGate, SessionTimerGate>();
        services.AddSingleton<InviteHandler>();
        services.AddSingleton<SignallingService>();
        services.AddHostedService(static provider => provider.GetRequiredService<SignallingService>());
        services.AddHostedService<TargetProbes>();
        services.AddHostedService<DeadLegs>();
        services.AddDrain();
        services.AddSingleton<IInviteGate, CertificateGate>();
        services.AddTrunkDigest();
        services.AddCallerIdentity();
        services.AddTrunkRegistrations();
        services.AddHealthChecks()
            .AddCheck<SignallingHealth>("signalling", tags: [TelemetryExtensions.ReadyTag])
            .AddCheck<TargetHealth>("targets", tags: [TelemetryExtensions.ReadyTag]);
        return services;
    }

    private static void AddDrain(this IServiceCollection services)
    {
        services.AddOptions<DrainOptions>().BindConfiguration(DrainOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DrainOptions>, DrainOptionsValidator>();
        services.AddOptions<HostOptions>().Configure<IOptions<DrainOptions>>(static (host, drain) => GiveTime(host, drain));
        services.AddSingleton<Handover>();
        services.AddSingleton<Takeover>();
        services.AddHostedService<DrainService>();
    }

    private static void GiveTime(HostOptions host, IOptions<DrainOptions> drain)
    {
        try
        {
            host.ShutdownTimeout = drain.Value.ShutdownTimeout;
        }
        catch (OptionsValidationException)
        {
            // The host asks while it is made: the validation at the start tells this fault together with all others.
        }
    }
}
