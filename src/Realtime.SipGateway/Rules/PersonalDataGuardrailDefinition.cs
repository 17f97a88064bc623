namespace Realtime.SipGateway.Rules;

/// <summary>Personal data, written or spoken: <c>card</c>, <c>iban</c>, <c>email</c>, <c>phone</c>, <c>national_id</c>.</summary>
public sealed record PersonalDataGuardrailDefinition : GuardrailDefinition
{
    public IReadOnlyList<string> Kinds { get; init; } = [];
}
