using System.Diagnostics.CodeAnalysis;

namespace Realtime.SipGateway.Calls;

/// <summary>
/// The vendor's id of a call (<c>rtc_…</c>): opaque, from the wire, so only its length and alphabet are checked
/// (visible ASCII, at most 256 characters). Not a <see cref="CallId"/>.
/// </summary>
public readonly record struct RealtimeCallId
{
    public const int MaxLength = 256;

    private readonly string? _value;

    private RealtimeCallId(string value) => _value = value;

    public string Value => _value ?? throw new InvalidOperationException("An empty RealtimeCallId was used.");

    public static bool TryParse([NotNullWhen(true)] string? text, out RealtimeCallId id)
    {
        var valid = text is { Length: > 0 and <= MaxLength } && text.All(static character => character is > ' ' and < '\x7f');
        id = valid ? new RealtimeCallId(text!) : default;
        return valid;
    }

    public static RealtimeCallId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("Not a Realtime call id: 1 to 256 visible ASCII characters.");

    public override string ToString() => _value ?? "(none)";
}
