using System.Text.Json;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules;

/// <summary><c>docs/policy.md</c> is where an admin looks for what can be written.</summary>
public sealed class PolicyPageTests
{
    [Fact]
    public async Task Each_member_of_the_document_and_of_an_agent_is_in_a_table()
    {
        var root = FolderRules.RepositoryRoot();
        var token = TestContext.Current.CancellationToken;
        var page = await File.ReadAllTextAsync(Path.Combine(root, "docs/policy.md"), token);
        using var schema = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(root, "src/Realtime.SipGateway/Rules/policy.schema.json"), token));
        var tables = page[page.IndexOf("## What stands where", StringComparison.Ordinal)..];

        var members = Names(schema.RootElement).Concat(Names(schema.RootElement.GetProperty("definitions").GetProperty("agent"))).ToList();

        Assert.True(members.Count > 30);
        Assert.All(members, member => Assert.Contains($"`{member}`", tables, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Names(JsonElement type) => type.GetProperty("properties").EnumerateObject().Select(static one => one.Name);
}
