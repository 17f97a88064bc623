using System.Diagnostics.CodeAnalysis;

namespace Realtime.SipGateway.Secrets;

/// <summary>
/// Where a secret is kept: <c>env:NAME</c>, <c>file:/path</c>, or <c>literal:…</c> for tests on this machine. The value is read at the first
/// use and again when the file has changed; it is never printed: <see cref="ToString"/> gives the reference.
/// </summary>
public sealed class SecretReference
{
    /// <summary>A key or a signing secret has some hundred characters at most.</summary>
    public const int MaxLength = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly string _kind;
    private readonly string _name;
    private string? _value;
    private (DateTime Written, long Length) _seen;

    private SecretReference(string kind, string name)
    {
        _kind = kind;
        _name = name;
    }

    /// <summary>True for a value that stands in the configuration itself.</summary>
    public bool IsLiteral => _kind == "literal";

    /// <summary>Reads a reference; the fault says what would be right and never repeats what was written: it may be the secret itself.</summary>
    public static bool TryParse(
        string? text, [NotNullWhen(true)] out SecretReference? reference, [NotNullWhen(false)] out string? fault)
    {
        reference = null;
        var (kind, name) = text?.Split(':', 2) is [var first, var second] ? (first, second) : ("", "");
        if (kind is not ("env" or "file" or "literal") || name.Length == 0)
        {
            fault = "is no secret reference; write env:NAME or file:/path, never the secret itself";
            return false;
        }

        reference = new SecretReference(kind, name);
        fault = null;
        return true;
    }

    public static SecretReference Parse(string text) =>
        TryParse(text, out var reference, out var fault) ? reference : throw new FormatException("The text " + fault + ".");

    /// <summary>The secret; after a failed re-read of a file the last good one.</summary>
    public bool TryRead([NotNullWhen(true)] out string? value, [NotNullWhen(false)] out string? fault)
    {
        lock (_gate)
        {
            fault = Refresh();
            value = _value;
            fault = value is null ? fault ?? "is empty" : null;
            return value is not null;
        }
    }

    /// <summary>The secret of a reference that was found good at the start.</summary>
    public string Read() =>
        TryRead(out var value, out var fault) ? value : throw new InvalidOperationException($"The secret {this} {fault}.");

    public override string ToString() => IsLiteral ? "literal:[redacted]" : $"{_kind}:{_name}";

    private string? Refresh()
    {
        switch (_kind)
        {
            case "literal":
                _value = _name;
                return null;
            case "env":
                _value ??= Clean(Environment.GetEnvironmentVariable(_name));
                return _value is null ? "names an environment variable that is not set" : null;
            default:
                return RefreshFile();
        }
    }

    private string? RefreshFile()
    {
        try
        {
            var file = new FileInfo(_name);
            if (!file.Exists)
            {
                return "names a file that does not exist";
            }

            var stamp = (file.LastWriteTimeUtc, file.Length);
            if (stamp == _seen && _value is not null)
            {
                return null;
            }

            if (file.Length > MaxLength)
            {
                return $"names a file of {file.Length} bytes, which is no secret";
            }

            _value = Clean(File.ReadAllText(_name)) ?? _value;
            _seen = stamp;
            return null;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return "names a file that cannot be read: " + problem.Message;
        }
    }

    private static string? Clean(string? text) => text?.Trim() is { Length: > 0 and <= MaxLength } value ? value : null;
}
