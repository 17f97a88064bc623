using System.Text.RegularExpressions;

namespace Realtime.SipGateway.Tests.Deploy;

/// <summary>What a PromQL expression names: enough of the language for the queries that we ship.</summary>
internal static partial class QueryNames
{
    /// <summary>Each series with the labels that its selector and nothing else names.</summary>
    public static IEnumerable<(string Series, IReadOnlyList<string> Labels)> Selectors(string expression) => Series().Matches(Unquoted(expression))
        .Select(match => (match.Groups["name"].Value, (IReadOnlyList<string>)[.. Matcher().Matches(match.Groups["labels"].Value).Select(label => label.Groups[1].Value)]));

    /// <summary>Labels that it groups by.</summary>
    public static IEnumerable<string> Grouped(string expression) => By().Matches(expression)
        .SelectMany(static match => match.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static string Unquoted(string expression) => Quoted().Replace(expression, "\"\"");

    [GeneratedRegex(@"(?<![\w:])(?<name>(?:gateway|sip|dotnet|http|kestrel|aspnetcore)[_:][\w:]+)(?:\{(?<labels>[^}]*)\})?")]
    private static partial Regex Series();

    [GeneratedRegex(@"(\w+)\s*(?:=~|!~|!=|=)")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\bby\s*\(([^)]*)\)")]
    private static partial Regex By();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();
}
