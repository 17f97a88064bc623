using System.CommandLine;
using System.Globalization;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Cli.Policies;

/// <summary>A hypothetical call in the words of the command line.</summary>
internal sealed class PolicyCallOptions
{
    private readonly Option<string?> _dialled = new("--dialled") { Description = "The number that is dialled." };
    private readonly Option<string?> _caller = new("--caller") { Description = "The calling number; absent: withheld." };
    private readonly Option<string?> _name = new("--name") { Description = "The caller's display name." };
    private readonly Option<string[]> _headers = new("--header") { Description = "A SIP header of the INVITE, \"Name: value\". May be repeated." };
    private readonly Option<string?> _verstat = new("--verstat") { Description = "Worth of the caller's signature, such as TN-Validation-Passed." };
    private readonly Option<string?> _attestation = new("--attestation") { Description = "A, B or C." };
    private readonly Option<string?> _at = new("--at") { Description = "When it comes in, ISO 8601; absent: now. Without a zone it is UTC." };
    private readonly Option<CallSourceKind> _source = new("--source") { Description = "Where it comes from.", DefaultValueFactory = static _ => CallSourceKind.Sip };

    public Option<string?> Trunk { get; } = new("--trunk") { Description = "Name of the trunk that it comes over." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Trunk, _dialled, _caller, _name, _headers, _verstat, _attestation, _at, _source })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Null, and told why, when something is not understood.</summary>
    public CallFacts? FactsOf(ParseResult parsed, TimeProvider time, Func<string, string> normalise)
    {
        var at = time.GetUtcNow();
        if (parsed.GetValue(_at) is { } text && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at))
        {
            parsed.Error().WriteLine($"--at: {text} is no ISO 8601 time, such as 2026-12-24T20:00:00+01:00");
            return null;
        }

        var headers = new List<KeyValuePair<string, string>>();
        foreach (var header in parsed.GetValue(_headers) ?? [])
        {
            if (header.Split(':', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } name, var value])
            {
                parsed.Error().WriteLine($"--header: {header} is no \"Name: value\"");
                return null;
            }

            headers.Add(KeyValuePair.Create(name, value));
        }

        return new CallFacts
        {
            Source = parsed.GetValue(_source),
            Trunk = parsed.GetValue(Trunk),
            Dialled = normalise(parsed.GetValue(_dialled) ?? ""),
            Caller = parsed.GetValue(_caller) is { Length: > 0 } caller ? normalise(caller) : "",
            CallerName = parsed.GetValue(_name),
            Verstat = parsed.GetValue(_verstat),
            Attestation = parsed.GetValue(_attestation),
            At = at,
            Headers = headers,
        };
    }
}
