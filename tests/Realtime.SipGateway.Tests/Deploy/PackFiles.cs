using System.Text.Json;
using System.Text.RegularExpressions;
using Realtime.Testing;
using YamlDotNet.RepresentationModel;

namespace Realtime.SipGateway.Tests.Deploy;

/// <summary>The files of <c>deploy/observability</c> and the runbook that they link to.</summary>
internal static partial class PackFiles
{
    public static string Folder { get; } = Path.Combine(FolderRules.RepositoryRoot(), "deploy", "observability");

    public static IReadOnlyList<string> Dashboards { get; } = [.. Directory.GetFiles(Path.Combine(Folder, "grafana", "dashboards"), "*.json").Order()];

    public static string Of(params string[] parts) => Path.Combine([Folder, .. parts]);

    public static YamlMappingNode Yaml(params string[] parts)
    {
        var stream = new YamlStream();
        using var reader = File.OpenText(Of(parts));
        stream.Load(reader);
        return (YamlMappingNode)stream.Documents.Single().RootNode;
    }

    /// <summary>All rules of a rule file.</summary>
    public static IReadOnlyList<YamlMappingNode> Rules(string file) =>
    [
        .. ((YamlSequenceNode)Yaml("prometheus", file)["groups"]).SelectMany(group => (YamlSequenceNode)((YamlMappingNode)group)["rules"]).Cast<YamlMappingNode>(),
    ];

    public static string Text(this YamlNode node, string key) => ((YamlScalarNode)node[key]).Value!;

    public static JsonElement Dashboard(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }

    public static IEnumerable<JsonElement> Panels(JsonElement dashboard) => dashboard.GetProperty("panels").EnumerateArray();

    /// <summary>Every PromQL expression of rules and dashboards, with where it stands.</summary>
    public static IEnumerable<(string Where, string Expression)> Expressions() => Rules("recording.rules.yaml").Select(rule => (rule.Text("record"), rule.Text("expr")))
        .Concat(Rules("alerts.rules.yaml").Select(rule => (rule.Text("alert"), rule.Text("expr"))))
        .Concat(Dashboards.SelectMany(path => Panels(Dashboard(path)).SelectMany(panel => Queries(panel)
            .Select(expression => ($"{Path.GetFileName(path)}: {panel.GetProperty("title").GetString()}", expression)))));

    /// <summary>The anchors that a viewer of Markdown makes of the runbook's headings.</summary>
    public static IReadOnlySet<string> Anchors() => File.ReadLines(Path.Combine(FolderRules.RepositoryRoot(), "docs", "runbook.md"))
        .Where(static line => line.StartsWith('#'))
        .Select(static line => NotInAnchors().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-')).ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<string> Queries(JsonElement panel) =>
        panel.TryGetProperty("targets", out var targets) && panel.GetProperty("datasource").GetProperty("type").GetString() == "prometheus"
            ? targets.EnumerateArray().Select(static target => target.GetProperty("expr").GetString()!)
            : [];

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
