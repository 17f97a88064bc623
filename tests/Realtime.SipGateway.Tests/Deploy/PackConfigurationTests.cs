using System.Text.RegularExpressions;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Realtime.SipGateway.Tests.Deploy;

/// <summary>The configurations of the pack, as far as they can be checked without the programs that read them.</summary>
public sealed partial class PackConfigurationTests
{
    /// <summary>Sections of a collector's configuration.</summary>
    private static readonly string[] Kinds = ["receivers", "processors", "exporters"];

    public static TheoryData<string> Files => [.. Directory.GetFiles(PackFiles.Folder, "*.yaml", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(PackFiles.Folder, path))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_file_is_well_formed(string file) => Assert.NotEmpty(PackFiles.Yaml(file).Children);

    [Fact]
    public void Each_pipeline_of_the_collector_is_made_of_parts_that_are_configured_and_each_part_is_used()
    {
        var collector = PackFiles.Yaml("collector.yaml");
        var pipelines = ((YamlMappingNode)collector["service"]["pipelines"]).Children;

        Assert.Equal(["logs", "metrics", "traces"], pipelines.Keys.Select(Name).Order());
        foreach (var kind in Kinds)
        {
            var configured = ((YamlMappingNode)collector[kind]).Children.Keys.Select(Name);
            Assert.Equal(configured.Order(), pipelines.Values.SelectMany(one => (YamlSequenceNode)one[kind]).Select(Name).Distinct().Order());
        }

        Assert.All(pipelines.Values, one => Assert.Equal("memory_limiter", Name(((YamlSequenceNode)one["processors"])[0])));
        Assert.All(pipelines.Values, one => Assert.Equal("batch", Name(((YamlSequenceNode)one["processors"]).Last())));
    }

    [Fact]
    public void Compose_mounts_files_that_exist_and_services_that_are_named_run()
    {
        var services = ((YamlMappingNode)PackFiles.Yaml("compose.yaml")["services"]).Children;
        var names = services.Keys.Select(Name).ToHashSet(StringComparer.Ordinal);
        var mounts = services.Values.Cast<YamlMappingNode>().Where(one => one.Children.ContainsKey("volumes"))
            .SelectMany(one => (YamlSequenceNode)one["volumes"]).Select(Name).Where(mount => mount.StartsWith("./", StringComparison.Ordinal));

        Assert.All(mounts, mount => Assert.True(Path.Exists(PackFiles.Of(mount.Split(':')[0][2..])), mount + " does not exist"));
        Assert.All(services.Values, one => Assert.Matches(@"^[\w./-]+:v?\d+\.\d+\.\d+$", one.Text("image")));
        Assert.All(
            services.Values.Cast<YamlMappingNode>().Where(one => one.Children.ContainsKey("ports")).SelectMany(one => (YamlSequenceNode)one["ports"]).Select(Name),
            port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));
        foreach (var file in (string[])["collector.yaml", "prometheus/prometheus.yaml", "grafana/provisioning/datasources/datasources.yaml"])
        {
            Assert.All(Hosts().Matches(File.ReadAllText(PackFiles.Of(file))).Select(match => match.Groups[1].Value), host => Assert.Contains(host, names));
        }
    }

    [Fact]
    public void Alertmanager_has_every_receiver_that_its_routes_name()
    {
        var settings = PackFiles.Yaml("alertmanager", "alertmanager.yaml");
        var receivers = ((YamlSequenceNode)settings["receivers"]).Select(one => one.Text("name")).ToHashSet(StringComparer.Ordinal);
        var routes = ((YamlSequenceNode)settings["route"]["routes"]).Select(one => one.Text("receiver")).Append(settings["route"].Text("receiver"));

        Assert.All(routes, one => Assert.Contains(one, receivers));
        var alerts = PackFiles.Rules("alerts.rules.yaml").Select(rule => rule.Text("alert")).ToHashSet(StringComparer.Ordinal);
        Assert.All(
            AlertNames().Matches(File.ReadAllText(PackFiles.Of("alertmanager", "alertmanager.yaml"))).SelectMany(match => match.Groups[1].Value.Split('|')),
            name => Assert.Contains(name, alerts));
    }

    [Fact]
    public void Dashboards_use_the_data_sources_that_are_provisioned()
    {
        var uids = ((YamlSequenceNode)PackFiles.Yaml("grafana", "provisioning", "datasources", "datasources.yaml")["datasources"]).Select(one => one.Text("uid"));

        Assert.Equal(["loki", "prometheus", "tempo"], uids.Order());
    }

    private static string Name(YamlNode node) => ((YamlScalarNode)node).Value!;

    [GeneratedRegex(@"(?:http://|endpoint: |\[\x22)([a-z]+):\d+")]
    private static partial Regex Hosts();

    [GeneratedRegex(@"alertname!?=~?\x22([\w|]+)\x22")]
    private static partial Regex AlertNames();
}
