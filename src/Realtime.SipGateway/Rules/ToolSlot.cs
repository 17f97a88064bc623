using System.Text.RegularExpressions;

namespace Realtime.SipGateway.Rules;

/// <summary>
/// A place in a tool's URL or body that a value fills: <c>{name}</c> an argument of the model, <c>{call.id}</c> a fact of the call,
/// <c>{collected.pin}</c> digits that <c>collect_digits</c> saved.
/// </summary>
internal static partial class ToolSlot
{
    public const string CallPrefix = "call.";
    public const string CollectedPrefix = "collected.";

    public const string ExecutionPrefix = "execution.";
    public const string ExecutionId = "execution.id";
    public const string CallbackUrl = "execution.callback_url";

    /// <summary>Facts that the gateway fills in; no model chooses them.</summary>
    public static IReadOnlyList<string> CallNames { get; } = ["call.id", "call.caller", "call.caller_name", "call.dialled", "call.trunk"];

    public static bool IsReserved(string name) =>
        name.StartsWith(CallPrefix, StringComparison.Ordinal) || name.StartsWith(CollectedPrefix, StringComparison.Ordinal)
        || name.StartsWith(ExecutionPrefix, StringComparison.Ordinal);

    /// <summary>The names of all slots in a text, in order.</summary>
    public static IEnumerable<string> NamesIn(string text) => Pattern().Matches(text).Select(match => match.Groups["name"].Value);

    /// <summary>The text with each slot replaced by what <paramref name="value"/> says.</summary>
    public static string Fill(string text, Func<string, string> value) => Pattern().Replace(text, match => value(match.Groups["name"].Value));

    [GeneratedRegex(@"\{(?<name>[A-Za-z0-9_.-]{1,64})\}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    public static partial Regex Pattern();
}
