using System.Text.Json;

namespace Realtime.SipGateway.Rules;

/// <summary>What is wrong with a tool that is an HTTP request: an address that a model could move, a slot that nothing fills, a secret in clear.</summary>
internal static class HttpToolFaults
{
    private const string SecretPrefix = "secret:";

    /// <summary>Headers that belong to the HTTP client or would let one tool answer for another host.</summary>
    private static readonly HashSet<string> ReservedHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "Idempotency-Key", "traceparent", "tracestate", "X-Session-ID", "X-Callback-URL",
    };

    public static void Check(string path, HttpToolDefinition tool, PolicyDocument document, List<PolicyFault> faults)
    {
        ToolFaults.CheckParameters(path, tool.Parameters, faults);
        CheckUrl(path + ".url", tool.Url, ToolFaults.ParameterNames(tool.Parameters), faults, tool is HttpAsyncToolDefinition);
        CheckBody(path + ".body", tool, document, faults);
        CheckResult(path + ".result", tool.Result, faults);
        foreach (var (name, value) in tool.Headers)
        {
            CheckHeader($"{path}.headers.{name}", name, value, faults);
        }
    }

    /// <summary>An address whose slots lie behind the host, as it is without them; faults say what else.</summary>
    public static void CheckUrl(string path, string url, IReadOnlyList<string> parameters, List<PolicyFault> faults, bool isLater)
    {
        var plain = ToolSlot.Fill(url, static _ => "x");
        var wellFormed = Uri.TryCreate(plain, UriKind.Absolute, out var parsed) && parsed.Scheme is "https" or "http" && plain.AsSpan().IndexOfAny('{', '}') < 0;
        if (!wellFormed)
        {
            faults.Add(new PolicyFault(path, "is no http or https address", ToolFaults.Quote(url), "https://host/path/{argument}"));
            return;
        }

        if (parsed!.Scheme == "http" && !parsed.IsLoopback)
        {
            faults.Add(new PolicyFault(path, "would send the caller's data in clear", ToolFaults.Quote(url), "use https; http is for this machine only"));
        }

        if (parsed.UserInfo.Length > 0)
        {
            faults.Add(new PolicyFault(path, "holds credentials", null, "put them into a named secret of the site and name it in headers"));
        }

        if (ToolSlot.Pattern().Matches(url).Any(slot => slot.Index < HostEnd(url)))
        {
            faults.Add(new PolicyFault(path, "lets the model choose the host", ToolFaults.Quote(url), "slots may stand after the host only"));
        }

        foreach (var name in ToolSlot.NamesIn(url))
        {
            if (name.StartsWith(ToolSlot.CollectedPrefix, StringComparison.Ordinal))
            {
                faults.Add(new PolicyFault(path, "would write collected digits into logs of other systems", ToolFaults.Quote("{" + name + "}"), "put the slot into body"));
            }
            else
            {
                CheckSlot(path, name, parameters, isLater, faults);
            }
        }
    }

    private static void CheckBody(string path, HttpToolDefinition tool, PolicyDocument document, List<PolicyFault> faults)
    {
        if (tool.Body is not { } body)
        {
            return;
        }

        if (tool.Method is "GET" or "DELETE")
        {
            faults.Add(new PolicyFault(path, $"stands beside the method {tool.Method}, which sends none", null, "remove it, or use POST, PUT or PATCH"));
        }

        var parameters = ToolFaults.ParameterNames(tool.Parameters);
        var saved = document.Tools.Values.OfType<CollectDigitsToolDefinition>().Select(collect => collect.SaveAs).OfType<string>()
            .Select(name => ToolSlot.CollectedPrefix + name).ToList();
        foreach (var name in TextsIn(body).SelectMany(ToolSlot.NamesIn).Distinct())
        {
            if (name.StartsWith(ToolSlot.CollectedPrefix, StringComparison.Ordinal))
            {
                if (!saved.Contains(name))
                {
                    faults.Add(new PolicyFault(path, "is saved by no collect_digits tool", ToolFaults.Quote("{" + name + "}"), NearestName.Advice(name, saved)));
                }
            }
            else
            {
                CheckSlot(path, name, parameters, tool is HttpAsyncToolDefinition, faults);
            }
        }
    }

    private static void CheckSlot(string path, string name, IReadOnlyList<string> parameters, bool isLater, List<PolicyFault> faults)
    {
        if (name.StartsWith(ToolSlot.CallPrefix, StringComparison.Ordinal))
        {
            if (!ToolSlot.CallNames.Contains(name))
            {
                faults.Add(new PolicyFault(path, "is no fact of the call", ToolFaults.Quote("{" + name + "}"), NearestName.Advice(name, ToolSlot.CallNames)));
            }
        }
        else if (name.StartsWith(ToolSlot.ExecutionPrefix, StringComparison.Ordinal))
        {
            if (!isLater || name is not (ToolSlot.ExecutionId or ToolSlot.CallbackUrl))
            {
                faults.Add(new PolicyFault(
                    path, isLater ? "is nothing of an execution" : "belongs to tools of type http_async", ToolFaults.Quote("{" + name + "}"),
                    $"known are {ToolSlot.ExecutionId} and {ToolSlot.CallbackUrl}"));
            }
        }
        else if (!parameters.Contains(name))
        {
            faults.Add(new PolicyFault(path, "is no property of the tool's parameters", ToolFaults.Quote("{" + name + "}"), NearestName.Advice(name, parameters)));
        }
    }

    private static void CheckResult(string path, ResultDefinition? result, List<PolicyFault> faults)
    {
        if (result is null)
        {
            return;
        }

        var given = (result.Pointer is null ? 0 : 1) + (result.Members is null ? 0 : 1) + (result.Text is null ? 0 : 1);
        if (given != 1)
        {
            faults.Add(new PolicyFault(path, given == 0 ? "says nothing" : "says more than one thing", null, "exactly one of pointer, members and text"));
        }

        var pointers = new[] { (path + ".pointer", result.Pointer ?? "") }
            .Concat(result.Members?.Select(member => ($"{path}.members.{member.Key}", member.Value)) ?? []);
        faults.AddRange(pointers.Where(pointer => pointer.Item2.Length > 0 && pointer.Item2[0] != '/')
            .Select(pointer => new PolicyFault(pointer.Item1, "is no JSON Pointer", ToolFaults.Quote(pointer.Item2), "begin with /, such as /order/state")));
    }

    public static void CheckHeader(string path, string name, string value, List<PolicyFault> faults)
    {
        if (ReservedHeaders.Contains(name))
        {
            faults.Add(new PolicyFault(path, "is set by the gateway itself"));
        }

        if (value.Any(char.IsControl))
        {
            faults.Add(new PolicyFault(path, "holds control characters"));
        }

        if (name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && !value.StartsWith(SecretPrefix, StringComparison.Ordinal))
        {
            faults.Add(new PolicyFault(path, "holds a secret in clear", null, "define it under Secrets in the site configuration and write secret:name"));
        }
    }

    private static IEnumerable<string> TextsIn(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Array => json.EnumerateArray().SelectMany(TextsIn),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(member => TextsIn(member.Value)),
        _ => [],
    };

    /// <summary>Where path or query begin.</summary>
    private static int HostEnd(string url)
    {
        var host = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = url.AsSpan(host).IndexOfAny('/', '?', '#');
        return end < 0 ? url.Length : host + end;
    }
}
