using Realtime.SipGateway.AfterCall;
using Realtime.SipGateway.Api;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Console;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband;
using Realtime.SipGateway.Sideband.Tools.Later;
using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Signalling.Registrations;
using Realtime.SipGateway.Store;
using Realtime.SipGateway.Telemetry;
using Realtime.SipGateway.Webhooks;

namespace Realtime.SipGateway;

/// <summary>The gateway as one host: a table of contents of its features.</summary>
public static class GatewayHost
{
    private const string SettingsFile = "appsettings.json";

    /// <summary>Whether .NET looks at files every four seconds instead of having the system watch folders.</summary>
    private const string PollingFiles = "DOTNET_USE_POLLING_FILE_WATCHER";

    /// <summary>Builds the gateway; nothing listens before it is started.</summary>
    /// <param name="args">Command line, configuration in the form <c>--Section:Key=value</c>.</param>
    /// <param name="configure">Last word on the configuration, for tests.</param>
    /// <param name="logs">One more place for log lines.</param>
    /// <param name="time">The clock; the system's when null.</param>
    /// <param name="services">Last word on the services: a benchmark leaves one out to see what it costs.</param>
    public static WebApplication Build(
        string[] args, Action<IConfigurationBuilder>? configure = null, ILoggerProvider? logs = null, TimeProvider? time = null,
        Action<IServiceCollection>? services = null)
    {
        // A watch is on all that lies below the content root: each commit of a store there would wake it up.
        Environment.SetEnvironmentVariable(PollingFiles, Environment.GetEnvironmentVariable(PollingFiles) ?? "1");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ContentRoot() });
        configure?.Invoke(builder.Configuration);
        if (logs is not null)
        {
            builder.Logging.ClearProviders().AddProvider(logs);
        }

        builder.AddTelemetry();
        builder.Services
            .AddSingleton(time ?? TimeProvider.System)
            .AddProblemDetails()
            .AddCalls()
            .AddStore()
            .AddRules()
            .AddOpenAi()
            .AddWebhooks()
            .AddSignalling(builder.Configuration)
            .AddSideband()
            .AddAfterCall()
            .AddApi()
            .AddConsole();
        services?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseApiFront();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseSessionWrites();
        app.UseWebSockets();
        app.MapHealth();
        app.MapWebhooks();
        app.MapToolCallbacks();
        app.MapApi();
        app.MapConsole();
        app.MapRegistrations();
        return app;
    }

    /// <summary>Where <c>appsettings.json</c> and <c>policy.json</c> lie: the current folder when it has the former, else beside the program.</summary>
    private static string ContentRoot() =>
        File.Exists(Path.Combine(Environment.CurrentDirectory, SettingsFile)) ? Environment.CurrentDirectory : AppContext.BaseDirectory;
}
