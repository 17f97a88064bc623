using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.SipGateway.Rules;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules;

/// <summary>Every piece of a policy that the documentation shows is one that the gateway takes.</summary>
public sealed class PolicyExamplesTests
{
    /// <summary>First members of what is shown and is no policy: settings, answers, requests.</summary>
    private static readonly string[] Others = ["Webhooks", "policy_version", "call"];

    /// <summary>Types that are of guardrails alone; of the others a piece that stands by itself is a tool.</summary>
    private static readonly string[] GuardrailTypes = ["phrases", "patterns", "personal_data", "topic", "jailbreak", "moderation"];

    private static readonly PolicySite Site = PolicyText.Site with { McpServers = ["crm"], HostedMcpServers = ["crm"] };

    public static TheoryData<string, int> Examples =>
    [
        .. Directory.GetFiles(Path.Combine(FolderRules.RepositoryRoot(), "docs"), "*.md").Order(StringComparer.Ordinal)
            .SelectMany(static file => Blocks(file).Select((block, index) => (Page: Path.GetFileName(file), Index: index, Block: block)))
            .Where(static one => !Others.Contains(one.Block.First().Key)).Select(static one => (one.Page, one.Index)),
    ];

    [Theory]
    [MemberData(nameof(Examples))]
    public void The_example_is_taken(string page, int example)
    {
        var shown = Blocks(Path.Combine(FolderRules.RepositoryRoot(), "docs", page))[example];

        var read = PolicyText.Read(Whole(shown).ToJsonString(), Site);

        Assert.Empty(read.Faults);
    }

    [Fact]
    public void The_documentation_shows_examples() => Assert.True(Examples.Count >= 14);

    /// <summary>A policy with the piece in its place, and what it leaves to the reader: an agent with a budget, a key pad and a destination, and a rule.</summary>
    private static JsonObject Whole(JsonObject piece)
    {
        var policy = new JsonObject
        {
            ["agents"] = new JsonObject { ["front-desk"] = Agent() },
            ["tools"] = new JsonObject { ["ask"] = new JsonObject { ["type"] = "collect_digits", ["save_as"] = "pin" } },
            ["budgets"] = new JsonObject { ["short"] = new JsonObject { ["max_call_seconds"] = 600 } },
            ["rules"] = new JsonArray(new JsonObject { ["name"] = "all", ["accept"] = new JsonObject { ["agent"] = "front-desk" } }),
        };
        var agent = policy["agents"]!["front-desk"]!.AsObject();
        foreach (var (name, value) in piece)
        {
            switch (name)
            {
                case "agents":
                    foreach (var (who, shown) in value!.AsObject())
                    {
                        policy["agents"]![who] = Merge(Agent(), shown!.AsObject());
                    }

                    break;
                case "guardrails" when value is JsonObject all:
                    policy[name] = all.DeepClone();
                    agent[name] = new JsonArray([.. all.Select(static one => (JsonNode)one.Key)]);
                    break;
                case "tools" or "budgets" when value is JsonObject more:
                    Merge(policy[name]!.AsObject(), more);
                    break;
                case "takeover" or "hours" or "lists" or "rules":
                    policy[name] = value!.DeepClone();
                    break;
                case var _ when value is JsonObject typed && typed.ContainsKey("type"):
                    var kind = GuardrailTypes.Contains((string?)typed["type"]) ? "guardrails" : "tools";
                    (policy[kind] ??= new JsonObject())[name] = value.DeepClone();
                    ((JsonArray)(agent[kind] ??= new JsonArray())).Add((JsonNode)name);
                    break;
                default:
                    agent[name] = value!.DeepClone();
                    break;
            }
        }

        return policy;
    }

    private static JsonObject Agent() => new()
    {
        ["model"] = "gpt-realtime-2.1",
        ["instructions"] = "Be kind.",
        ["transcription"] = "gpt-4o-transcribe",
        ["tools"] = new JsonArray("ask"),
        ["budget"] = "short",
        ["transfer"] = new JsonObject { ["destinations"] = new JsonObject { ["desk"] = "tel:+4930123456" } },
    };

    private static JsonObject Merge(JsonObject agent, JsonObject shown)
    {
        foreach (var (name, value) in shown)
        {
            agent[name] = value?.DeepClone();
        }

        return agent;
    }

    /// <summary>The JSON of a page; members without braces around them are those of one object.</summary>
    private static List<JsonObject> Blocks(string file) =>
    [
        .. File.ReadAllText(file).Split("```json\n").Skip(1).Select(static block => block.Split("```")[0].Trim())
            .Select(static text => JsonNode.Parse(text.StartsWith('{') ? text : $"{{{text}}}", null, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!.AsObject()),
    ];
}
