using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.OpenAi;

/// <summary>Checks all targets whole, so that one start tells every fault: key, value, why, what would be right.</summary>
internal sealed partial class TargetsOptionsValidator : IValidateOptions<TargetsOptions>
{
    public ValidateOptionsResult Validate(string? name, TargetsOptions options)
    {
        var faults = new List<string>();
        if (options.Targets.Count is 0 or > TargetsOptions.MaxTargets)
        {
            faults.Add($"Targets: has {options.Targets.Count} entries; configure 1 to {TargetsOptions.MaxTargets}, such as Targets:openai:ApiKey = env:OPENAI_API_KEY");
        }

        foreach (var (target, one) in options.Targets)
        {
            Check($"Targets:{target}", target, one, faults);
        }

        if (options.Targets.Count(one => one.Value.Default) > 1)
        {
            faults.Add("Targets: several are marked Default; mark one");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Check(string path, string name, TargetOptions target, List<string> faults)
    {
        if (!GoodName().IsMatch(name))
        {
            faults.Add($"{path}: is no good name; it stands in the path of the webhook: letters, digits, - and _, at most 64");
        }

        faults.AddRange((new TargetOptionsValidator().Validate(path, target).Failures ?? []).Select(failure => $"{path}:{failure}"));
        var api = CheckUrl($"{path}:ApiBaseUrl", target.ApiBaseUrl, "https", "http", faults);
        var socket = target.WebSocketUrl is null ? api : CheckUrl($"{path}:WebSocketUrl", target.WebSocketUrl, "wss", "ws", faults);
        var local = api?.IsLoopback == true && socket?.IsLoopback == true;
        CheckSecret($"{path}:ApiKey", target.ApiKey, local, faults);
        for (var index = 0; index < target.WebhookSecrets.Count; index++)
        {
            var at = $"{path}:WebhookSecrets:{index}";
            if (CheckSecret(at, target.WebhookSecrets[index], local, faults) is { } secret && !WebhookKey.TryDecode(secret, out _))
            {
                faults.Add($"{at}: is not base64 after whsec_; copy the whole signing secret");
            }
        }

        CheckSip(path, target, faults);
        faults.AddRange(TargetRealms.Faults(path, target, api, socket, target.SipUri is { } sip ? SipUri().Match(sip).Groups["host"].Value : null));
        if (target.SafetyIdentifierKey is { } key)
        {
            CheckSecret($"{path}:SafetyIdentifierKey", key, local, faults);
        }

        CheckAuthority(path, target, faults);
    }

    private static Uri? CheckUrl(string path, string text, string secure, string clear, List<string> faults)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || (url.Scheme != secure && url.Scheme != clear))
        {
            faults.Add($"{path}: \"{text}\" is no {secure} address");
            return null;
        }

        if (url.Scheme == clear && !url.IsLoopback)
        {
            faults.Add($"{path}: \"{text}\" would send the key in clear; use {secure} ({clear} is for this machine only)");
        }

        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            faults.Add($"{path}: has credentials, a query or a fragment; give scheme, host and path only");
        }

        return url;
    }

    private static string? CheckSecret(string path, string text, bool local, List<string> faults)
    {
        string? secret = null;
        if (!SecretReference.TryParse(text, out var reference, out var fault))
        {
            faults.Add($"{path}: {fault}");
        }
        else if (reference.IsLiteral && !local)
        {
            faults.Add($"{path}: holds the secret itself; literal: is for targets on this machine, use env:NAME or file:/path");
        }
        else if (!reference.TryRead(out secret, out fault))
        {
            faults.Add($"{path}: {reference} {fault}");
        }

        return secret;
    }

    private static void CheckSip(string path, TargetOptions target, List<string> faults)
    {
        if (target.SipUri is { } uri && !SipUri().IsMatch(uri))
        {
            faults.Add($"{path}:SipUri: \"{uri}\" is no SIP address over TLS; such as sip:proj_x@sip.api.openai.com;transport=tls");
        }

        if (target.OutboundProxy is { } proxy && (!IPEndPoint.TryParse(proxy, out var address) || address.Port == 0))
        {
            faults.Add($"{path}:OutboundProxy: \"{proxy}\" is no address and port; such as 127.0.0.1:5061");
        }
    }

    private static void CheckAuthority(string path, TargetOptions target, List<string> faults)
    {
        if (target.CertificateAuthorityFile is { } file && !TrustRoots.TryLoad(file, out _, out var fault))
        {
            faults.Add($"{path}:CertificateAuthorityFile: \"{file}\" {fault}");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$", RegexOptions.CultureInvariant)]
    private static partial Regex GoodName();

    [GeneratedRegex(
        @"^(?:sips:[^@\s;?]+@(?<host>[A-Za-z0-9.\-\[\]:]+?)(?::\d{1,5})?|sip:[^@\s;?]+@(?<host>[A-Za-z0-9.\-\[\]:]+?)(?::\d{1,5})?;transport=tls)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex SipUri();
}
