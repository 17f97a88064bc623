using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;
using Realtime.Simulator.Calls;
using Realtime.Simulator.Certificates;
using Realtime.Simulator.Control;
using Realtime.Simulator.Http;
using Realtime.Simulator.Rest;
using Realtime.Simulator.Script;
using Realtime.Simulator.Settings;
using Realtime.Simulator.Sideband;
using Realtime.Simulator.Sip;
using Realtime.Simulator.Story;
using Realtime.Simulator.Webhooks;

namespace Realtime.Simulator;

/// <summary>The front door: builds the simulator, for its own program and for tests.</summary>
public static class SimulatorHost
{
    /// <summary>Builds; nothing listens until the application is started.</summary>
    /// <param name="args">Command line, such as <c>--Simulator:ApiPort=8080</c>.</param>
    /// <param name="configure">More configuration, stronger than the rest.</param>
    /// <param name="time">The clock; media and timers follow it.</param>
    public static WebApplication Build(string[] args, Action<IConfigurationBuilder>? configure = null, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        configure?.Invoke(builder.Configuration);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        var section = builder.Configuration.GetSection(SimulatorOptions.Section);
        builder.Services.AddOptions<SimulatorOptions>().Bind(section).ValidateOnStart();
        builder.Services
            .AddSingleton<IValidateOptions<SimulatorOptions>, SimulatorOptionsValidator>()
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton(services => new FaultSwitches(Options(services).Faults))
            .AddSingleton<TextAnswers>()
            .AddSingleton(services => new ScriptLibrary(Options(services).Script))
            .AddSingleton(services => SimulatorCertificates.Create(Options(services).CertificateFolder, Address(Options(services))))
            .AddSingleton<Timeline>()
            .AddSingleton<CallTable>()
            .AddSingleton<CallDesk>()
            .AddSingleton<WebhookSender>()
            .AddSingleton<SidebandEndpoint>()
            .AddSingleton<InviteHandler>()
            .AddSingleton<SipService>()
            .AddHostedService(services => services.GetRequiredService<SipService>())
            .AddSingleton(services => new SimulatorEndpoints(
                services.GetRequiredService<IServer>(), services.GetRequiredService<SimulatorCertificates>(), services.GetRequiredService<SipService>()))
            .AddRest();
        builder.WebHost.ConfigureKestrel((_, kestrel) =>
        {
            var options = Options(kestrel.ApplicationServices);
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaximumBytes;
            kestrel.AddServerHeader = false;
            kestrel.Listen(Address(options), options.ApiPort, listener =>
            {
                if (options.Https)
                {
                    listener.UseHttps(kestrel.ApplicationServices.GetRequiredService<SimulatorCertificates>().Server);
                }
            });
        });
        var app = builder.Build();
        app.UseBadRequests();
        app.UseWebSockets();
        app.MapRest();
        app.MapGet("/v1/realtime", (HttpContext http) => http.RequestServices.GetRequiredService<SidebandEndpoint>().HandleAsync(http));
        app.MapControl();
        app.Lifetime.ApplicationStarted.Register(() => Announcement.Write(app));
        app.Lifetime.ApplicationStopping.Register(() => _ = app.Services.GetRequiredService<CallDesk>().StopAsync());
        return app;
    }

    private static SimulatorOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<SimulatorOptions>>().Value;

    private static IPAddress Address(SimulatorOptions options) => IPAddress.Parse(options.ListenAddress);
}
