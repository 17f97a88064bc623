using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Realtime.SipGateway.Tests.Deploy;

public sealed partial class DashboardTests
{
    private static readonly string[] Sources = ["prometheus", "loki", "tempo"];

    public static TheoryData<string> Names => [.. PackFiles.Dashboards.Select(path => Path.GetFileName(path))];

    [Fact]
    public void Uids_and_titles_are_unique()
    {
        var all = PackFiles.Dashboards.Select(PackFiles.Dashboard).ToArray();

        Assert.True(all.Length >= 5);
        Assert.Equal(all.Length, all.Select(one => one.GetProperty("uid").GetString()).Distinct().Count());
        Assert.Equal(all.Length, all.Select(one => one.GetProperty("title").GetString()).Distinct().Count());
        Assert.Equal(PackFiles.Dashboards.Select(Path.GetFileNameWithoutExtension), all.Select(one => one.GetProperty("uid").GetString()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_panel_says_what_it_shows_in_which_unit_and_asks_for_it(string name)
    {
        var panels = Panels(name);

        Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("title").GetString()).Distinct().Count());
        Assert.All(panels.Where(panel => panel.GetProperty("type").GetString() != "row"), panel =>
        {
            Assert.True(panel.GetProperty("description").GetString()!.Length > 10);
            Assert.NotEmpty(panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString()!);
            Assert.Contains(panel.GetProperty("datasource").GetProperty("uid").GetString(), Sources);
            var targets = panel.GetProperty("targets").EnumerateArray().ToArray();
            Assert.NotEmpty(targets);
            Assert.Equal(targets.Length, targets.Select(target => target.GetProperty("refId").GetString()).Distinct().Count());
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Panels_do_not_lie_over_each_other(string name)
    {
        var taken = new HashSet<(int X, int Y)>();
        foreach (var place in Panels(name).Select(panel => panel.GetProperty("gridPos")))
        {
            var (x, y, width, height) = (Int(place, "x"), Int(place, "y"), Int(place, "w"), Int(place, "h"));
            Assert.True(x + width <= 24);
            Assert.All(Enumerable.Range(x, width).SelectMany(column => Enumerable.Range(y, height).Select(line => (column, line))), cell => Assert.True(taken.Add(cell)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Labels_of_legends_are_labels_of_the_query(string name)
    {
        var strays = Panels(name).Where(panel => panel.TryGetProperty("targets", out _)).SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Where(target => target.TryGetProperty("legendFormat", out _)).SelectMany(target =>
            {
                var expression = target.GetProperty("expr").GetString()!;
                var labels = QueryNames.Grouped(expression).Concat(QueryNames.Selectors(expression).SelectMany(selector =>
                    selector.Series.Contains(':', StringComparison.Ordinal) ? KnownSeries.All[selector.Series] : Enumerable.Empty<string>()));
                return Shown().Matches(target.GetProperty("legendFormat").GetString()!).Select(match => match.Groups[1].Value).Except(labels);
            });

        Assert.Empty(strays);
    }

    [Fact]
    public void The_runbook_names_dashboards_panels_and_commands_that_exist()
    {
        var titles = PackFiles.Dashboards.SelectMany(path => PackFiles.Panels(PackFiles.Dashboard(path))).Select(panel => panel.GetProperty("title").GetString()!)
            .Concat(PackFiles.Dashboards.Select(path => PackFiles.Dashboard(path).GetProperty("title").GetString()!.Replace("Gateway: ", "", StringComparison.Ordinal)))
            .ToHashSet(StringComparer.Ordinal);
        var text = File.ReadAllText(Path.Combine(Realtime.Testing.FolderRules.RepositoryRoot(), "docs", "runbook.md"));

        var unknown = Emphasised().Matches(text).Select(match => match.Groups[1].Value).Where(word => char.IsUpper(word[0]) && !titles.Contains(word));
        var broken = Links().Matches(text).Select(match => match.Groups[1].Value).Where(anchor => !PackFiles.Anchors().Contains(anchor));

        Assert.Empty(unknown);
        Assert.Empty(broken);
    }

    private static JsonElement[] Panels(string name) =>
        [.. PackFiles.Panels(PackFiles.Dashboard(PackFiles.Dashboards.Single(path => Path.GetFileName(path) == name)))];

    private static int Int(JsonElement place, string name) => place.GetProperty(name).GetInt32();

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Shown();

    [GeneratedRegex(@"(?<![*\w])\*([^*\n]+)\*(?![*\w])")]
    private static partial Regex Emphasised();

    [GeneratedRegex(@"\]\(#([^)]+)\)")]
    private static partial Regex Links();
}
