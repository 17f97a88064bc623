using System.Net;
using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Api;

/// <summary>Names and keys must differ, else what was done with a key could not be told apart; proxies are addresses or networks.</summary>
internal sealed class ApiKeysValidator : IValidateOptions<ApiOptions>
{
    public ValidateOptionsResult Validate(string? name, ApiOptions options)
    {
        var faults = Repeated(options, key => key.Name, "Name").Concat(Repeated(options, key => key.Sha256, "Sha256"))
            .Concat(options.TrustedProxies.Select(static (text, index) => (Text: text, Index: index))
                .Where(static proxy => !IPAddress.TryParse(proxy.Text, out _) && !IPNetwork.TryParse(proxy.Text, out _))
                .Select(static proxy => $"Api:TrustedProxies:{proxy.Index}: \"{proxy.Text}\" is no address and no network such as 10.0.0.0/8"))
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Repeated(ApiOptions options, Func<ApiKeyOptions, string> part, string property) => options.Keys
        .Select((key, index) => (Value: part(key), Index: index))
        .Where(key => key.Value.Length > 0)
        .GroupBy(key => key.Value, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Count() > 1)
        .Select(group => $"Api:Keys:{group.Last().Index}:{property}: is the same as of Api:Keys:{group.First().Index}; each key has its own");
}
