using Microsoft.Extensions.Options;
using Realtime.Simulator.Settings;

namespace Realtime.Simulator;

/// <summary>What a started simulator says about itself: where it listens and what a gateway needs to use it. Ids 10300 to 10399.</summary>
internal static partial class Announcement
{
    public static void Write(WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Realtime.Simulator");
        var endpoints = app.Services.GetRequiredService<SimulatorEndpoints>();
        var options = app.Services.GetRequiredService<IOptions<SimulatorOptions>>().Value;
        logger.ListensForApi(endpoints.ApiBaseUrl, options.ApiKey == new SimulatorOptions().ApiKey ? options.ApiKey : "as configured");
        logger.ListensForSip(options.ProjectId, endpoints.SipTlsEndPoint.ToString());
        logger.NeedsTrust(endpoints.CertificateAuthorityPemPath, Certificates.SimulatorCertificates.HostName);
        if (options.WebhookUrl.Length == 0)
        {
            logger.SendsNoWebhooks();
        }
        else
        {
            logger.SendsWebhooks(options.WebhookUrl);
        }
    }

    [LoggerMessage(10300, LogLevel.Information, "REST and sideband: {ApiBaseUrl} (API key: {ApiKey}); control: {ApiBaseUrl}simulator/calls")]
    private static partial void ListensForApi(this ILogger logger, Uri apiBaseUrl, string apiKey);

    [LoggerMessage(10301, LogLevel.Information, "SIP over TLS: INVITE sip:{ProjectId}@{EndPoint};transport=tls")]
    private static partial void ListensForSip(this ILogger logger, string projectId, string endPoint);

    [LoggerMessage(10302, LogLevel.Information, "A gateway must trust the authority in {PemPath}; the certificate names {HostName}, *.{HostName} and 127.0.0.1")]
    private static partial void NeedsTrust(this ILogger logger, string pemPath, string hostName);

    [LoggerMessage(10303, LogLevel.Information, "Webhooks go to {Url}")]
    private static partial void SendsWebhooks(this ILogger logger, string url);

    [LoggerMessage(10304, LogLevel.Information, "No webhooks are sent: set Simulator:WebhookUrl and Simulator:WebhookSecret to the gateway's endpoint and its secret")]
    private static partial void SendsNoWebhooks(this ILogger logger);
}
