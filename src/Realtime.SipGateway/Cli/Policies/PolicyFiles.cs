using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls.Pricing;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Cli.Policies;

/// <summary>Policy documents as commands read them, and the names that the site's settings give to what a document may only name.</summary>
internal static class PolicyFiles
{
    /// <summary>The names alone: in CI there are no secrets, and none is needed to check a document.</summary>
    public static PolicySite SiteOf(IConfiguration settings, IReadOnlyCollection<string> targets, IReadOnlyCollection<string> destinations)
    {
        var configured = settings.GetSection(TargetsOptions.Section).GetChildren().ToList();
        var marked = configured.Find(static target => bool.TryParse(target["Default"], out var isDefault) && isDefault)?.Key;
        string[] all = [.. configured.Select(static target => target.Key).Union(targets, StringComparer.Ordinal)];
        return new PolicySite(all, marked ?? (all.Length == 1 ? all[0] : null))
        {
            McpServers = [.. settings.GetSection(PolicySite.McpServersSection).GetChildren().Select(static server => server.Key)],
            HostedMcpServers = [.. settings.GetSection(PolicySite.McpServersSection).GetChildren()
                .Where(static server => bool.TryParse(server["Hosted"], out var isHosted) && isHosted).Select(static server => server.Key)],
            TakesCallbacks = settings.GetSection(PolicySite.ToolCallbacksSection)["PublicUrl"] is { Length: > 0 },
            Destinations = [.. settings.GetSection(PolicySite.DestinationsSection).GetChildren().Select(static destination => destination.Key).Union(destinations, StringComparer.Ordinal)],
            Prices = PricesOf(settings),
            CheckDocument = SessionCheck.FaultsOf,
        };
    }

    /// <summary>Null when the settings' prices are wrong: the gateway says so at its start.</summary>
    private static PriceTable? PricesOf(IConfiguration settings)
    {
        var pricing = settings.GetSection(PricingOptions.Section).Get<PricingOptions>() ?? new PricingOptions();
        return new PricingOptionsValidator().Validate(null, pricing).Succeeded ? new PriceTable(Options.Create(pricing)) : null;
    }

    /// <summary>Null, and told why, when it cannot be read.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(string path, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > PolicyReader.MaxBytes)
            {
                await error.WriteLineAsync($"{path} is larger than {PolicyReader.MaxBytes} bytes: no policy document is.");
                return null;
            }

            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"{path} cannot be read: {fault.Message}");
            return null;
        }
    }
}
