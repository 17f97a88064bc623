using Realtime.Testing;

namespace Realtime.Sip.Tests.Messages;

/// <summary>The messages of the folder <c>Torture</c>, always found by listing it. A file's name starts with the RFC and the section whose case it is.</summary>
internal static class TortureFiles
{
    private static string Folder { get; } =
        Path.Combine(FolderRules.RepositoryRoot(), "tests", "Realtime.Sip.Tests", "Messages", "Torture");

    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.dat").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".dat"));
}
