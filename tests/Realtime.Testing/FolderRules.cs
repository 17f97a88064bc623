using System.Text.RegularExpressions;

namespace Realtime.Testing;

/// <summary>
/// Checks that dependencies between the folders of a project point one way: each folder may name only the folders its row
/// in the table allows, and nothing below the root names a type of the root.
/// </summary>
public static partial class FolderRules
{
    /// <summary>Returns one sentence per breach; an empty list means the layout holds.</summary>
    /// <param name="project">Project name and root namespace, such as <c>Realtime.Sip</c>.</param>
    /// <param name="allowed">For each folder the folders it may use.</param>
    public static IReadOnlyList<string> Breaches(string project, IReadOnlyDictionary<string, string[]> allowed)
    {
        var root = Path.Combine(RepositoryRoot(), "src", project);
        var files = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: path, Parts: Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar)))
            .Where(file => file.Parts[0] is not ("bin" or "obj" or "Properties"))
            .ToList();
        var rootTypes = files.Where(file => file.Parts.Length == 1)
            .Select(file => Path.GetFileNameWithoutExtension(file.Path)).Where(name => name != "Program").ToHashSet();
        return [.. files.Where(file => file.Parts.Length > 1).SelectMany(file => BreachesOf(file.Path, file.Parts[0], project, allowed, rootTypes))];
    }

    /// <summary>The folder that holds the solution, found upwards from the test binary.</summary>
    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Realtime.SipGateway.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("No Realtime.SipGateway.sln above " + AppContext.BaseDirectory);
    }

    private static IEnumerable<string> BreachesOf(
        string path, string folder, string project, IReadOnlyDictionary<string, string[]> allowed, HashSet<string> rootTypes)
    {
        var name = Path.GetFileName(path);
        if (!allowed.TryGetValue(folder, out var mayUse))
        {
            yield return $"{name}: the folder {folder} has no row in the table";
            yield break;
        }

        var text = File.ReadAllText(path);
        foreach (var used in Regex.Matches(text, $@"\b{Regex.Escape(project)}\.(\w+)").Select(match => match.Groups[1].Value).Distinct())
        {
            if (used != folder && allowed.ContainsKey(used) && !mayUse.Contains(used))
            {
                yield return $"{name}: {folder} may not use {used}";
            }
        }

        foreach (var word in Word().Matches(text).Select(match => match.Value).Distinct().Where(rootTypes.Contains))
        {
            yield return $"{name}: {folder} may not use {word} of the project root";
        }
    }

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Word();
}
