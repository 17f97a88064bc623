using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Client;

/// <summary>C# that the documentation shows is C# that was compiled.</summary>
public sealed class DocumentedProgramTests
{
    /// <summary>Where each program is compiled and run.</summary>
    private static readonly string[] Sources =
    [
        "tests/Realtime.SipGateway.Tests/Client/HandlerProgram.cs",
        "tests/Realtime.SipGateway.Tests/Client/SimulatorProgram.cs",
        "tests/Realtime.Sip.Tests/FrontDoorTests.cs",
    ];

    [Fact]
    public void Each_line_of_each_program_stands_in_a_test()
    {
        var root = FolderRules.RepositoryRoot();
        var compiled = Sources.Select(source => File.ReadAllLines(Path.Combine(root, source)).Select(static line => line.Trim()).ToHashSet()).ToList();
        var shown = new[] { "README.md" }.Concat(Directory.GetFiles(Path.Combine(root, "docs"), "*.md"))
            .Concat(Directory.GetFiles(Path.Combine(root, "src"), "README.md", SearchOption.AllDirectories))
            .SelectMany(page => File.ReadAllText(Path.Combine(root, page)).Split("```csharp").Skip(1).Select(block => (Page: page, Lines: Lines(block.Split("```")[0]))))
            .ToList();

        Assert.True(shown.Count >= 4);
        Assert.All(shown, program => Assert.True(
            compiled.Exists(source => program.Lines.All(source.Contains)), $"{program.Page} shows a program that no test compiles: {program.Lines[0]}"));
    }

    [Fact]
    public async Task The_program_of_the_simulators_README_starts_it() =>
        Assert.Equal(("https", true, true), await SimulatorProgram.RunAsync());

    private static string[] Lines(string text) => [.. text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0)];
}
