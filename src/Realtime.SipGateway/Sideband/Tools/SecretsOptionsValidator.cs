using Microsoft.Extensions.Options;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.Sideband.Tools;

internal sealed class SecretsOptionsValidator : IValidateOptions<SecretsOptions>
{
    public ValidateOptionsResult Validate(string? name, SecretsOptions options)
    {
        var faults = options.Secrets.SelectMany(secret => FaultsOf(secret.Key, secret.Value)).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(string name, NamedSecretOptions secret)
    {
        var path = $"{SecretsOptions.Section}:{name}";
        if (!SecretReference.TryParse(secret.Value, out var reference, out var fault))
        {
            yield return $"{path}:Value: {fault}";
        }
        else if (reference.IsLiteral)
        {
            yield return $"{path}:Value: holds the secret itself; use env:NAME or file:/path";
        }
        else if (!reference.TryRead(out _, out fault))
        {
            yield return $"{path}:Value: {reference} {fault}";
        }

        if (secret.Hosts.Count == 0)
        {
            yield return $"{path}:Hosts: is empty; name the hosts that may see the secret, such as api.example.com";
        }

        foreach (var host in secret.Hosts.Where(host => Uri.CheckHostName(host.Split(':')[0]) == UriHostNameType.Unknown && !host.StartsWith('[')))
        {
            yield return $"{path}:Hosts: '{host}' is no host; a secret is bound to exact names, without *";
        }
    }
}
