using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Api;

/// <summary>Names and keys must differ, else what was done with a key could not be told apart.</summary>
internal sealed class ApiKeysValidator : IValidateOptions<ApiOptions>
{
    public ValidateOptionsResult Validate(string? name, ApiOptions options)
    {
        var faults = Repeated(options, key => key.Name, "Name").Concat(Repeated(options, key => key.Sha256, "Sha256")).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Repeated(ApiOptions options, Func<ApiKeyOptions, string> part, string property) => options.Keys
        .Select((key, index) => (Value: part(key), Index: index))
        .Where(key => key.Value.Length > 0)
        .GroupBy(key => key.Value, StringComparer.OrdinalIgnoreCase)
        .Where(group => group.Count() > 1)
        .Select(group => $"Api:Keys:{group.Last().Index}:{property}: is the same as of Api:Keys:{group.First().Index}; each key has its own");
}
