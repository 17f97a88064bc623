using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Realtime.SipGateway.Rules;

/// <summary>Bytes of a policy document to a document that may be published, or to every fault in it.</summary>
internal static class PolicyReader
{
    /// <summary>Ten thousand rules with their conditions fit; a larger file is a mistake.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    private const int MaxDepth = 32;

    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        MaxDepth = MaxDepth,
    };

    public static PolicyReadResult Read(ReadOnlyMemory<byte> json, PolicySite site)
    {
        if (json.Length > MaxBytes)
        {
            return Refused(new PolicyFault("$", string.Create(CultureInfo.InvariantCulture, $"has {json.Length} bytes; at most {MaxBytes}")));
        }

        try
        {
            using var parsed = Parse(json);
            var faults = PolicySchema.Instance.Check(parsed.RootElement);
            if (faults.Count > 0)
            {
                return new PolicyReadResult(null, faults);
            }

            var document = parsed.RootElement.Deserialize<PolicyDocument>(PolicyJson.Options)!;
            faults = PolicyValidator.Validate(document, site);
            faults = faults.Count == 0 && site.CheckDocument is { } check ? [.. check(document)] : faults;
            return faults.Count > 0 ? new PolicyReadResult(null, faults) : new PolicyReadResult(document, []);
        }
        catch (JsonException fault)
        {
            return Refused(NotJson(fault));
        }
        catch (InvalidOperationException fault) when (fault.InnerException is DecoderFallbackException)
        {
            return Refused(new PolicyFault("$", "holds bytes that are not UTF-8", null, "save the file as UTF-8"));
        }
    }

    /// <summary>The JSON with comments and trailing commas that a policy is written in; throws <see cref="JsonException"/> for anything else.</summary>
    internal static JsonDocument Parse(ReadOnlyMemory<byte> json) => JsonDocument.Parse(WithoutByteOrderMark(json), Lenient);

    private static PolicyFault NotJson(JsonException fault)
    {
        var line = (fault.LineNumber ?? 0) + 1;
        var column = (fault.BytePositionInLine ?? 0) + 1;
        var why = fault.Message.Split(" LineNumber:", 2)[0].Split(" Path:", 2)[0].TrimEnd('.', ' ');
        return new PolicyFault(string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}"), "is no JSON: " + why);
    }

    private static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> json) =>
        json.Span.StartsWith("\uFEFF"u8) ? json[3..] : json;

    private static PolicyReadResult Refused(PolicyFault fault) => new(null, [fault]);
}
