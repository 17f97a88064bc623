using Microsoft.Extensions.Options;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.Sideband.Tools.Later;

internal sealed class ToolCallbackOptionsValidator : IValidateOptions<ToolCallbackOptions>
{
    /// <summary>256 bits in whatever alphabet.</summary>
    private const int MinKey = 32;

    public ValidateOptionsResult Validate(string? name, ToolCallbackOptions options)
    {
        var faults = FaultsOf(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(ToolCallbackOptions options)
    {
        const string Section = PolicySite.ToolCallbacksSection;
        if (options.PublicUrl is null && options.Key is null)
        {
            yield break;
        }

        if (!Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var uri) || (uri.Scheme != "https" && !(uri.Scheme == "http" && uri.IsLoopback)))
        {
            yield return $"{Section}:PublicUrl: '{options.PublicUrl}' is no https address; write https://gateway.example.com";
        }

        if (!SecretReference.TryParse(options.Key, out var reference, out var fault))
        {
            yield return $"{Section}:Key: {fault}";
        }
        else if (!reference.TryRead(out var key, out fault))
        {
            yield return $"{Section}:Key: {reference} {fault}";
        }
        else if (key.Length < MinKey)
        {
            yield return $"{Section}:Key: {reference} has {key.Length} characters; at least {MinKey}";
        }
    }
}
