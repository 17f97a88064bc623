namespace Realtime.SipGateway.Rules.Instructions;

/// <summary>A place in a text that is filled for each call.</summary>
/// <param name="Name"><c>caller.name</c>, <c>header.X-Customer-Id</c>, <c>var.plan</c>.</param>
/// <param name="Kind">What may stand there.</param>
/// <param name="MaxLength">Characters of the value, before it is quoted.</param>
internal sealed record TemplateSlot(string Name, SlotKind Kind, int MaxLength)
{
    public const string HeaderPrefix = "header.";
    public const string VariablePrefix = "var.";

    /// <summary>Characters of a value that the admin wrote, as the schema has it.</summary>
    public const int MaxVariable = 2_000;

    /// <summary>Some outsider wrote the value.</summary>
    public bool IsCallerData => Kind != SlotKind.Trusted;

    /// <summary>Name of the variable; null of other slots.</summary>
    public string? Variable => Name.StartsWith(VariablePrefix, StringComparison.Ordinal) ? Name[VariablePrefix.Length..] : null;

    /// <summary>Name of the SIP header; null of other slots.</summary>
    public string? Header => Name.StartsWith(HeaderPrefix, StringComparison.Ordinal) ? Name[HeaderPrefix.Length..] : null;
}
