namespace Realtime.SipGateway.OpenAi;

/// <summary>What is known of the vendors' hosts, and which settings do not go together.</summary>
internal static class TargetRealms
{
    /// <summary>Azure OpenAI's base: <c>https://RESOURCE.openai.azure.com/openai/v1</c>.</summary>
    private const string AzurePath = "/openai/v1";

    public static TargetRealm Of(string host) => host.ToLowerInvariant() switch
    {
        "api.openai.com" or "sip.api.openai.com" => TargetRealm.OpenAiGlobal,
        "eu.api.openai.com" or "sip-eu.api.openai.com" => TargetRealm.OpenAiEurope,
        var other when other.EndsWith(".openai.azure.com", StringComparison.Ordinal) || other.EndsWith(".sip.ai.azure.com", StringComparison.Ordinal) => TargetRealm.Azure,
        _ => TargetRealm.Other,
    };

    /// <summary>API, WebSocket and SIP host of one target must be of one realm; and what one realm alone knows or wants.</summary>
    public static IEnumerable<string> Faults(string path, TargetOptions target, Uri? api, Uri? socket, string? sipHost)
    {
        var hosts = new[] { ("ApiBaseUrl", api?.Host), ("WebSocketUrl", socket?.Host), ("SipUri", sipHost) }
            .Where(one => !string.IsNullOrEmpty(one.Item2))
            .Select(one => (Key: one.Item1, Host: one.Item2!, Realm: Of(one.Item2!)))
            .Where(one => one.Realm != TargetRealm.Other)
            .ToList();
        if (hosts.Select(one => one.Realm).Distinct().Count() > 1)
        {
            var first = hosts[0];
            var other = hosts.First(one => one.Realm != first.Realm);
            yield return $"{path}: mixes the {Name(first.Realm)} host {first.Host} ({first.Key}) with the {Name(other.Realm)} host {other.Host} ({other.Key}); "
                + "the call would not be found. " + Advice(first.Realm, other.Realm);
        }

        if (api is not null && Of(api.Host) == TargetRealm.Azure)
        {
            foreach (var fault in AzureFaults(path, target, api))
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<string> AzureFaults(string path, TargetOptions target, Uri api)
    {
        if (api.AbsolutePath.TrimEnd('/') != AzurePath)
        {
            yield return $"{path}:ApiBaseUrl: \"{target.ApiBaseUrl}\" is not the base of Azure's Realtime API; write https://{api.Host}{AzurePath}";
        }

        if (target.Project is not null || target.Organization is not null)
        {
            yield return $"{path}:{(target.Project is not null ? "Project" : "Organization")}: is OpenAI's; an Azure resource has none, leave it out";
        }
    }

    private static string Name(TargetRealm realm) => realm switch
    {
        TargetRealm.OpenAiGlobal => "global",
        TargetRealm.OpenAiEurope => "EU",
        _ => "Azure",
    };

    private static string Advice(TargetRealm one, TargetRealm other) => one == TargetRealm.Azure || other == TargetRealm.Azure
        ? $"Azure: ApiBaseUrl https://RESOURCE.openai.azure.com{AzurePath} and SipUri …@REGION.sip.ai.azure.com"
        : "EU: ApiBaseUrl https://eu.api.openai.com/v1 and SipUri …@sip-eu.api.openai.com";
}
