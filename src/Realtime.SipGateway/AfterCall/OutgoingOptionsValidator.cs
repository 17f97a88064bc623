using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls.Outgoing;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.AfterCall;

/// <summary>Checks all endpoints whole: key, value, why, what would be right.</summary>
internal sealed partial class OutgoingOptionsValidator : IValidateOptions<OutgoingOptions>
{
    public const string Nothing = "none";

    public static readonly string[] UsualEvents = [OutgoingTypes.Started, OutgoingTypes.Ended];

    public static readonly string[] Events = [.. UsualEvents, OutgoingTypes.Summarized];

    public static readonly string[] Parts = ["record", "transcript", "summary", "outcome"];

    public ValidateOptionsResult Validate(string? name, OutgoingOptions options)
    {
        var faults = new List<string>();
        if (options.Endpoints.Count > OutgoingOptions.MaxEndpoints)
        {
            faults.Add($"{OutgoingOptions.Section}: has {options.Endpoints.Count} entries; configure at most {OutgoingOptions.MaxEndpoints}");
        }

        foreach (var (endpoint, one) in options.Endpoints)
        {
            var path = $"{OutgoingOptions.Section}:{endpoint}";
            if (!Name().IsMatch(endpoint))
            {
                faults.Add($"{path}: is no name; 1 to 64 letters, digits, dots, - and _");
            }

            Check(path, one, faults);
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Check(string path, OutgoingEndpointOptions one, List<string> faults)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(one, new ValidationContext(one), results, validateAllProperties: true);
        faults.AddRange(results.Select(result => $"{path}:{string.Join(',', result.MemberNames)}: {result.ErrorMessage}"));
        var local = CheckUrl($"{path}:Url", one.Url, faults);
        CheckSecrets(path, one, local, faults);
        CheckWords($"{path}:Events", one.Events, Events, faults);
        CheckWords($"{path}:Include", one.Include, [.. Parts, Nothing], faults);
        if (one.Include.Contains(Nothing) && one.Include.Count > 1)
        {
            faults.Add($"{path}:Include: has {Nothing} and more; {Nothing} stands alone");
        }
    }

    /// <summary>True for an endpoint on this machine.</summary>
    private static bool CheckUrl(string path, string text, List<string> faults)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
        {
            faults.Add($"{path}: \"{text}\" is no https address; such as https://crm.example.com/hooks/calls");
            return false;
        }

        if (url.Scheme == "http" && !url.IsLoopback)
        {
            faults.Add($"{path}: is http, so that anybody on the way could read the calls; use https");
        }

        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            faults.Add($"{path}: has a user or a fragment; who receives it proves the sender by the signature");
        }

        return url.IsLoopback;
    }

    private static void CheckSecrets(string path, OutgoingEndpointOptions one, bool local, List<string> faults)
    {
        if (one.Secrets.Count is 0 or > OutgoingSigner.MaxSecrets)
        {
            faults.Add($"{path}:Secrets: has {one.Secrets.Count} entries; give 1 to {OutgoingSigner.MaxSecrets}, such as env:CRM_WEBHOOK_SECRET");
        }

        foreach (var (index, text) in one.Secrets.Index())
        {
            var at = $"{path}:Secrets:{index}";
            if (!SecretReference.TryParse(text, out var reference, out var fault))
            {
                faults.Add($"{at}: {fault}");
            }
            else if (reference.IsLiteral && !local)
            {
                faults.Add($"{at}: holds the secret itself; literal: is for endpoints on this machine, use env:NAME or file:/path");
            }
            else if (!reference.TryRead(out var secret, out fault))
            {
                faults.Add($"{at}: {reference} {fault}");
            }
            else if (!WebhookKey.TryDecode(secret, out var key) || key.Length < OutgoingSigner.MinKeyBytes)
            {
                faults.Add($"{at}: is no signing secret; whsec_ and base64 of at least {OutgoingSigner.MinKeyBytes} random bytes");
            }
        }
    }

    private static void CheckWords(string path, IList<string> words, string[] known, List<string> faults) => faults.AddRange(
        words.Where(word => !known.Contains(word)).Select(word => $"{path}: '{word}' is not known; one of {string.Join(", ", known)}"));

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$")]
    private static partial Regex Name();
}
