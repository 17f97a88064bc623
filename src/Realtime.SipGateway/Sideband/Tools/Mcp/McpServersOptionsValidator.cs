using Microsoft.Extensions.Options;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.Sideband.Tools.Mcp;

internal sealed class McpServersOptionsValidator : IValidateOptions<McpServersOptions>
{
    public ValidateOptionsResult Validate(string? name, McpServersOptions options)
    {
        var faults = options.Servers.SelectMany(server => FaultsOf($"{PolicySite.McpServersSection}:{server.Key}", server.Value)).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FaultsOf(string path, McpServerOptions server)
    {
        if (server.Url is null == server.Command is null)
        {
            yield return $"{path}: exactly one of Url and Command is needed";
        }

        if (server.Url is { } url && (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.UserInfo.Length > 0))
        {
            yield return $"{path}:Url: is no http or https address without credentials; write https://mcp.example.com/mcp";
        }

        if (server.Hosted && (!Uri.TryCreate(server.Url, UriKind.Absolute, out var seen) || seen.Scheme != "https" || seen.IsLoopback))
        {
            yield return $"{path}:Hosted: needs a Url that the AI service reaches; write https://mcp.example.com/mcp, or remove Hosted";
        }

        foreach (var (header, _) in server.Headers.Where(header => header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
            && !header.Value.StartsWith(HttpToolClient.SecretPrefix, StringComparison.Ordinal)))
        {
            yield return $"{path}:Headers:{header}: holds a secret in clear; define it under Secrets and write secret:name";
        }

        foreach (var (variable, value) in server.Environment.Where(variable => IsReference(variable.Value)))
        {
            if (!SecretReference.TryParse(value, out var reference, out var fault) || !reference.TryRead(out _, out fault))
            {
                yield return $"{path}:Environment:{variable}: {fault}";
            }
        }

        if (server.ConnectTimeoutMs is < 500 or > 120_000)
        {
            yield return $"{path}:ConnectTimeoutMs: {server.ConnectTimeoutMs} is not from 500 to 120000";
        }

        if (server.RestMs is < 0 or > 300_000)
        {
            yield return $"{path}:RestMs: {server.RestMs} is not from 0 to 300000";
        }
    }

    internal static bool IsReference(string value) =>
        value.StartsWith("env:", StringComparison.Ordinal) || value.StartsWith("file:", StringComparison.Ordinal);
}
