using Microsoft.Extensions.Configuration.Json;

namespace Realtime.SipGateway.Signalling;

/// <summary>
/// The files that the settings come from. The platform empties what it knows of a file that became unreadable and goes on; here it can be told that
/// this is so, before the emptiness is taken for a decision.
/// </summary>
internal sealed class SettingsFiles
{
    private readonly string[] _paths;

    private SettingsFiles(IEnumerable<string> paths) => _paths = [.. paths];

    /// <summary>Takes the files that exist now. From here on a change that makes one unreadable is told as a change, not thrown where nobody listens.</summary>
    public static SettingsFiles Of(IConfigurationBuilder configuration)
    {
        var sources = configuration.Sources.OfType<JsonConfigurationSource>().ToList();
        foreach (var source in sources)
        {
            source.OnLoadException ??= static failed => failed.Ignore = true;
        }

        return new SettingsFiles(sources
            .Select(source => source.Path is { } path ? source.FileProvider?.GetFileInfo(path).PhysicalPath : null)
            .OfType<string>()
            .Where(File.Exists));
    }

    /// <summary>One sentence for each file that cannot be read now; empty when all is well.</summary>
    public IReadOnlyList<string> Faults() => [.. _paths.Select(Fault).OfType<string>()];

    private static string? Fault(string path)
    {
        if (!File.Exists(path))
        {
            return $"{path} is missing.";
        }

        try
        {
            new ConfigurationBuilder().AddJsonFile(path, optional: false, reloadOnChange: false).Build();
            return null;
        }
        catch (Exception fault) when (fault is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be read: {fault.GetBaseException().Message}";
        }
    }
}
