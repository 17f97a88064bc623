using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Egress;

internal sealed class EgressOptionsValidator : IValidateOptions<EgressOptions>
{
    public ValidateOptionsResult Validate(string? name, EgressOptions options)
    {
        var faults = options.AllowedHosts.Where(host => !IsHost(host))
            .Select(host => $"{EgressOptions.Section}:AllowedHosts: '{host}' is no host; write api.example.com, api.example.com:8443, *.example.com or *.")
            .Concat(options.AllowPrivateAddresses.Where(text => !EgressPolicy.TryParseNetwork(text, out _))
                .Select(text => $"{EgressOptions.Section}:AllowPrivateAddresses: '{text}' is no address or network; write 10.1.2.3 or 10.1.0.0/16."))
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsHost(string text)
    {
        if (text == "*")
        {
            return true;
        }

        var name = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        return Uri.TryCreate("https://" + name, UriKind.Absolute, out var uri)
            && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0 && !name.Contains('/') && !name.Contains('*');
    }
}
