using System.Reflection;
using Realtime.SipGateway.Telemetry;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Telemetry;

public sealed class TracesDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(FolderRules.RepositoryRoot(), "docs", "traces.md"));

    public static TheoryData<string> Attributes => Constants(typeof(SpanAttributes));

    public static TheoryData<string> Names => Constants(typeof(SpanNames));

    /// <summary>In full, or after one of the same group without what they share: <c>`gen_ai.tool.name`, `.tool.type`</c>.</summary>
    [Theory]
    [MemberData(nameof(Attributes))]
    public void Each_attribute_is_described(string name)
    {
        var parts = name.Split('.');
        var endings = Enumerable.Range(1, parts.Length - 1).Select(from => "." + string.Join('.', parts[from..])).Append(name);
        Assert.True(endings.Any(ending => Document.Contains($"`{ending}`", StringComparison.Ordinal)), $"docs/traces.md does not describe {name}.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_span_is_described(string name) => Assert.Contains("| `" + name, Document, StringComparison.Ordinal);

    private static TheoryData<string> Constants(Type type) =>
        [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(static field => field.IsLiteral).Select(static field => (string)field.GetRawConstantValue()!)];
}
