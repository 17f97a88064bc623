namespace Realtime.Simulator.Schema;

/// <summary>Why the service refuses a value, in its words.</summary>
/// <param name="Code">Such as <c>unknown_parameter</c>.</param>
/// <param name="Message">The sentence for people.</param>
/// <param name="Param">The path of the value, such as <c>session.audio.input</c>; null when the whole body is meant.</param>
internal sealed record SchemaFault(string Code, string Message, string? Param)
{
    public static SchemaFault Unknown(string path) => new("unknown_parameter", $"Unknown parameter: '{path}'.", path);

    public static SchemaFault Missing(string path) => new("missing_required_parameter", $"Missing required parameter: '{path}'.", path);

    public static SchemaFault Value(string path, string value, IEnumerable<string> supported) => new(
        "invalid_value", $"Invalid value: '{Cut(value)}'. Supported values are: {string.Join(", ", supported.Select(one => $"'{one}'"))}.", path);

    public static SchemaFault Type(string path, string expected, string got) =>
        new("invalid_type", $"Invalid type for '{path}': expected {expected}, but got {got} instead.", path);

    public static SchemaFault Bound(string code, string path, string problem, string rule, string got) =>
        new(code, $"Invalid '{path}': {problem}. Expected {rule}, but got {Cut(got)} instead.", path);

    public static SchemaFault Json() => new("invalid_json", "We could not parse the JSON body of your request.", null);

    /// <summary>What a client sent is repeated to it only in part.</summary>
    private static string Cut(string value) => value.Length <= 64 ? value : value[..64] + "…";
}
