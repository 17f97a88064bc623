using System.Diagnostics.CodeAnalysis;

namespace Realtime.SipGateway.Calls;

/// <summary>The gateway's own id of a call: <c>call_</c> and 32 hexadecimal digits that sort by time of arrival.</summary>
public readonly record struct CallId
{
    private const string Prefix = "call_";

    private readonly string? _value;

    private CallId(string value) => _value = value;

    public string Value => _value ?? throw new InvalidOperationException("An empty CallId was used.");

    public static CallId New(TimeProvider time) => new(Prefix + Guid.CreateVersion7(time.GetUtcNow()).ToString("N"));

    /// <summary>Reads an id back; anything but the exact form is refused, so an id is safe in a path, a log line and a header.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CallId id)
    {
        var valid = text is not null && text.StartsWith(Prefix, StringComparison.Ordinal)
            && Guid.TryParseExact(text.AsSpan(Prefix.Length), "N", out _);
        id = valid ? new CallId(text!.ToLowerInvariant()) : default;
        return valid;
    }

    public static CallId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a call id (call_ and 32 hexadecimal digits).");

    public override string ToString() => _value ?? "(none)";
}
