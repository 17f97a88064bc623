using System.Globalization;
using System.Text.Json.Serialization;

namespace Realtime.SipGateway.Rules.Lists;

/// <summary>One number of a list: in JSON the number alone, or an object where a note or an end is to be kept.</summary>
/// <param name="Number">A number or user; a final <c>*</c> matches by prefix.</param>
/// <param name="Note">Why it stands here, for people.</param>
/// <param name="Until">ISO 8601 time with offset from which on the entry counts no more; null: for good.</param>
[JsonConverter(typeof(NumberListEntryConverter))]
public sealed record NumberListEntry(string Number, string? Note = null, string? Until = null)
{
    /// <summary><see cref="Until"/> as an instant; null without one.</summary>
    internal DateTimeOffset? EndsAt => TryReadTime(Until, out var at) ? at : null;

    /// <summary>The entry counts at that instant.</summary>
    internal bool IsValidAt(DateTimeOffset at) => EndsAt is not { } end || at < end;

    internal static bool TryReadTime(string? text, out DateTimeOffset at) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out at);
}
