using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.Store;

/// <summary>
/// Puts a mask in the place of the caller's number before anything of a call is written, wherever in its events the digits stand, and takes the
/// caller's display name out. What people follow live is not masked.
/// </summary>
internal sealed class NumberMask(IOptions<StoreOptions> options)
{
    /// <summary>Shorter ones are extensions and service codes; digits of a time or an id would be taken for them.</summary>
    public const int MinDigits = 5;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Long forms and compact ones (RFC 3261 §20, RFC 3325, RFC 8224, RFC 5806, RFC 7044 and what carriers add).</summary>
    private static readonly HashSet<string> Identifying = new(StringComparer.OrdinalIgnoreCase)
    {
        "From", "f", "Contact", "m", "Reply-To", "P-Asserted-Identity", "P-Preferred-Identity", "Remote-Party-ID", "Identity", "y", "Identity-Info", "Call-Info",
        "Referred-By", "b", "Diversion", "History-Info", "P-Charge-Info", "P-Access-Network-Info", "P-Associated-URI", "P-Served-User", "Geolocation", "User-to-User",
        "Organization", "Subject", "s", "In-Reply-To",
    };

    private const int Shown = 4;

    private const int HashDigits = 16;

    /// <summary>Calls whose numbers are known; the oldest are forgotten: by then they are long over.</summary>
    private const int MaxCalls = 20_000;

    private readonly StoreNumbers _mode = options.Value.Numbers;
    private readonly Lazy<byte[]> _key = new(() => Encoding.UTF8.GetBytes(SecretReference.Parse(options.Value.NumberKey!).Read()));
    private readonly ConcurrentDictionary<string, string[]> _digits = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <summary>Whether numbers can be found again by what is kept of them.</summary>
    public bool CanFind => _mode != StoreNumbers.Last4;

    /// <summary>How the record says what was done.</summary>
    private string Done => _mode == StoreNumbers.Hash ? "numbers hashed" : "numbers cut";

    /// <summary>The number as it is kept.</summary>
    public string? Apply(string? number)
    {
        if (_mode == StoreNumbers.Full || string.IsNullOrEmpty(number))
        {
            return number;
        }

        var digits = Digits(number);
        return digits.Length < MinDigits || IsMask(number) ? number : Mask(digits);
    }

    public EventWrite Write(CallEvent callEvent)
    {
        if (_mode == StoreNumbers.Full)
        {
            return new EventWrite(callEvent);
        }

        var call = callEvent.CallId.Value;
        var known = callEvent.Data switch
        {
            InviteReceived invite => Know(call, invite.Caller, invite.CallerAsSent),
            DecisionMade { Facts: { } facts } => Know(call, facts.Caller, facts.CallerAsSent),
            _ => _digits.GetValueOrDefault(call),
        };
        var unnamed = callEvent.Data switch
        {
            InviteReceived invite => callEvent with { Data = invite with { CallerName = null } },
            DecisionMade { Facts: { } facts } made => callEvent with { Data = made with { Facts = facts with { CallerName = null, Headers = Unnamed(facts) } } },
            DialogState state => callEvent with { Data = Unnamed(state) },
            _ => callEvent,
        };
        return new EventWrite(callEvent, said => MaskedJson(ReferenceEquals(unnamed, callEvent) ? said : Encoding.UTF8.GetString(unnamed.DataJson()), known));
    }

    /// <summary>Learns the number of a call that another process began.</summary>
    public void Resume(CallSnapshot snapshot)
    {
        if (_mode != StoreNumbers.Full)
        {
            Know(snapshot.Id.Value, snapshot.Facts.Caller, snapshot.Facts.CallerAsSent);
        }
    }

    public CallRecord Apply(CallRecord record) => _mode == StoreNumbers.Full
        ? record
        : record with
        {
            Caller = Apply(record.Caller),
            CallerSipCallId = Masked(record.CallerSipCallId, _digits.GetValueOrDefault(record.CallId.Value)),
            TargetSipCallId = Masked(record.TargetSipCallId, _digits.GetValueOrDefault(record.CallId.Value)),
            Reason = Masked(record.Reason, _digits.GetValueOrDefault(record.CallId.Value)),
            Faults = [.. record.Faults.Select(fault => Masked(fault, _digits.GetValueOrDefault(record.CallId.Value))!)],
            Redaction = $"{record.Redaction}, {Done}",
        };

    public static string Digits(string number)
    {
        var end = number.IndexOf(';', StringComparison.Ordinal);
        return string.Concat((end < 0 ? number : number[..end]).Where(char.IsAsciiDigit));
    }

    /// <summary>
    /// What names the caller beside the number: headers that exist to say who calls, or for whom, whatever is in them (an encoded identity shows no digits),
    /// and those that have the display name in them.
    /// </summary>
    private static List<KeyValuePair<string, string>> Unnamed(CallFacts facts) =>
    [
        .. facts.Headers.Where(header => !Identifying.Contains(header.Key)
            && (facts.CallerName is not { Length: > 0 } name || !header.Value.Contains(name, StringComparison.OrdinalIgnoreCase))),
    ];

    /// <summary>
    /// Without what names the caller or says where they are: the address of their leg, and that under which they are shown to others. What ends the
    /// dialog after a crash is kept whole beside the log while the call lives.
    /// </summary>
    private static DialogState Unnamed(DialogState state) => state.Leg == DialogState.Caller
        ? state with { RemoteUri = HostOf(state.RemoteUri), RemoteTarget = "", Routes = [], RemoteAddress = "" }
        : state with { LocalUri = HostOf(state.LocalUri) };

    /// <summary>The URI without user, parameters and headers; empty where it has no host.</summary>
    private static string HostOf(string uri)
    {
        var scheme = uri.IndexOf(':', StringComparison.Ordinal) + 1;
        if (!uri.StartsWith("sip", StringComparison.OrdinalIgnoreCase) || scheme == 0)
        {
            return "";
        }

        var host = uri[(uri.IndexOf('@', StringComparison.Ordinal) is var at and > 0 ? at + 1 : scheme)..];
        return uri[..scheme] + host[..(host.AsSpan().IndexOfAny(';', '?') is var end and >= 0 ? end : host.Length)];
    }

    private string[] Know(string call, string caller, string? asSent)
    {
        string[] digits = [.. new[] { Digits(caller), Digits(asSent ?? "") }.Where(static text => text.Length >= MinDigits).Distinct().OrderByDescending(static text => text.Length)];
        if (_digits.TryAdd(call, digits))
        {
            _order.Enqueue(call);
            if (_order.Count > MaxCalls && _order.TryDequeue(out var oldest))
            {
                _digits.TryRemove(oldest, out _);
            }
        }

        return digits;
    }

    /// <summary>Masks within strings alone: digits of a time or a count stay what they are.</summary>
    private string MaskedJson(string json, string[]? known)
    {
        if (known is null || !Array.Exists(known, digits => json.Contains(digits, StringComparison.Ordinal)))
        {
            return json;
        }

        using var result = new MemoryStream();
        using (var writer = new Utf8JsonWriter(result))
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
            while (reader.Read())
            {
                Copy(ref reader, writer, known);
            }
        }

        return Encoding.UTF8.GetString(result.GetBuffer(), 0, (int)result.Length);
    }

    private void Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer, string[] known)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            case JsonTokenType.PropertyName:
                writer.WritePropertyName(Masked(reader.GetString(), known)!);
                break;
            case JsonTokenType.String:
                writer.WriteStringValue(Masked(reader.GetString(), known));
                break;
            default:
                writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }

    /// <summary>A country prefix (<c>+</c>, <c>00</c>) before the digits goes with them: a number has one form, in events as in the record.</summary>
    private string? Masked(string? text, string[]? known)
    {
        foreach (var digits in known ?? [])
        {
            var mask = Mask(digits);
            text = text?.Replace("+" + digits, mask, StringComparison.Ordinal)
                .Replace("00" + digits, mask, StringComparison.Ordinal).Replace(digits, mask, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Whether this is what <see cref="Mask"/> made: a call that was taken over is told by what is stored of it.</summary>
    private static bool IsMask(string text) =>
        text.Length == HashDigits + 1 && text[0] == 'h' && text.AsSpan(1).IndexOfAnyExcept(HexDigits) < 0;

    private string Mask(string digits)
    {
        if (_mode == StoreNumbers.Last4)
        {
            return "*" + digits[^Shown..];
        }

        var hash = HMACSHA256.HashData(_key.Value, Encoding.ASCII.GetBytes(digits));
        return "h" + Convert.ToHexStringLower(hash)[..HashDigits];
    }
}
