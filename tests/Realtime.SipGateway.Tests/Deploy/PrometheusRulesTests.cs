using System.Diagnostics;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Realtime.SipGateway.Tests.Deploy;

public sealed class PrometheusRulesTests
{
    public static TheoryData<string> Alerts => [.. PackFiles.Rules("alerts.rules.yaml").Select(rule => rule.Text("alert"))];

    [Fact]
    public void Rules_and_dashboards_name_only_series_and_labels_that_exist()
    {
        var strays = PackFiles.Expressions().SelectMany(one => QueryNames.Selectors(one.Expression).SelectMany(selector =>
            !KnownSeries.All.TryGetValue(selector.Series, out var labels)
                ? [$"{one.Where}: there is no series {selector.Series}"]
                : selector.Labels.Where(label => !labels.Contains(label)).Select(label => $"{one.Where}: {selector.Series} has no label {label}")));

        Assert.Empty(strays);
    }

    [Fact]
    public void What_is_grouped_by_is_a_label_of_a_series_in_the_query()
    {
        var strays = PackFiles.Expressions().SelectMany(one =>
        {
            var labels = QueryNames.Selectors(one.Expression).Where(selector => KnownSeries.All.ContainsKey(selector.Series))
                .SelectMany(selector => KnownSeries.All[selector.Series]).ToHashSet(StringComparer.Ordinal);
            return QueryNames.Grouped(one.Expression).Where(label => !labels.Contains(label)).Select(label => $"{one.Where}: nothing has a label {label}");
        });

        Assert.Empty(strays);
    }

    [Theory]
    [MemberData(nameof(Alerts))]
    public void An_alert_says_what_is_wrong_how_bad_it_is_and_what_to_do(string name)
    {
        var alert = PackFiles.Rules("alerts.rules.yaml").Single(rule => rule.Text("alert") == name);
        var annotations = (YamlMappingNode)alert["annotations"];
        var link = annotations.Text("runbook_url");

        Assert.Contains(((YamlMappingNode)alert["labels"]).Text("severity"), (string[])["page", "ticket"]);
        Assert.NotEmpty(annotations.Text("summary"));
        Assert.True(annotations.Text("description").Length > 20);
        Assert.StartsWith("docs/runbook.md#", link, StringComparison.Ordinal);
        Assert.Contains(link.Split('#')[1], PackFiles.Anchors());
    }

    [Theory]
    [MemberData(nameof(Alerts))]
    public void An_alert_has_a_test_that_makes_it_fire(string name)
    {
        var tests = ((YamlSequenceNode)PackFiles.Yaml("prometheus", "alerts.tests.yaml")["tests"]).Select(test => test.Text("name"));

        Assert.Contains(name, tests);
    }

    [Fact]
    public void Alert_names_are_unique() => Assert.Equal(Alerts.Count, Alerts.Select(row => row.Data).Distinct().Count());

    [Theory]
    [InlineData("check", "rules", "alerts.rules.yaml")]
    [InlineData("check", "rules", "recording.rules.yaml")]
    [InlineData("test", "rules", "alerts.tests.yaml")]
    public async Task Prometheus_itself_takes_the_rules_and_their_tests_pass(params string[] words)
    {
        var promtool = FindPromtool();
        Assert.SkipWhen(promtool is null, "promtool (Debian package prometheus) is not installed");
        var start = new ProcessStartInfo(promtool, words) { WorkingDirectory = PackFiles.Of("prometheus"), RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var told = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, string.Concat(told));
    }

    private static string? FindPromtool() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "promtool")).FirstOrDefault(File.Exists);
}
