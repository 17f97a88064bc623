using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Telemetry;

/// <summary>A document of <c>docs/</c> that is made from the code: <c>UPDATE_DOCS=1</c> writes it anew, else it must be what the code says.</summary>
internal static class GeneratedDocument
{
    public static async Task IsCurrentAsync(string name, string expected)
    {
        var path = Path.Combine(FolderRules.RepositoryRoot(), "docs", name);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(path, expected, TestContext.Current.CancellationToken);
        }

        var actual = File.Exists(path) ? await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken) : "";
        Assert.True(expected == actual, $"docs/{name} is not what the code says. Write it anew: UPDATE_DOCS=1 and run this test; then commit it.");
    }
}
