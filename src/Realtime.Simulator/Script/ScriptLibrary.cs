namespace Realtime.Simulator.Script;

/// <summary>The script that new calls follow: the built-in one, a file, or one put in by the control API.</summary>
internal sealed class ScriptLibrary
{
    private const string BuiltIn = "order-status.json";

    private volatile ConversationScript _current;

    public ScriptLibrary(string path) => _current = path.Length == 0 ? ReadBuiltIn() : ReadFile(path);

    /// <summary>The script for the next call.</summary>
    public ConversationScript Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>Reads a script that may use the built-in recordings.</summary>
    /// <exception cref="InvalidDataException">With every fault.</exception>
    public static ConversationScript Read(ReadOnlyMemory<byte> json) => ScriptReader.Read(json, Open);

    private static ConversationScript ReadBuiltIn()
    {
        using var stream = Open(BuiltIn) ?? throw new InvalidOperationException($"{BuiltIn} is not embedded.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return Read(memory.ToArray());
    }

    private static ConversationScript ReadFile(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return ScriptReader.Read(File.ReadAllBytes(path), name => OpenBeside(folder, name));
    }

    private static FileStream? OpenBeside(string folder, string name)
    {
        var full = Path.GetFullPath(Path.Combine(folder, name));
        return File.Exists(full) ? File.OpenRead(full) : null;
    }

    private static Stream? Open(string name) => typeof(ScriptLibrary).Assembly.GetManifestResourceStream("Scripts/" + name);
}
