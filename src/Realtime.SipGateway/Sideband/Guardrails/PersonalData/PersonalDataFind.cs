namespace Realtime.SipGateway.Sideband.Guardrails.PersonalData;

/// <summary>A stretch of a text.</summary>
/// <param name="Kind">Exactly one.</param>
/// <param name="Start">Index of its first character.</param>
/// <param name="End">Index behind its last character.</param>
internal readonly record struct PersonalDataFind(PersonalDataKind Kind, int Start, int End)
{
    /// <summary>As a policy names the kind.</summary>
    public string Name => Kind switch
    {
        PersonalDataKind.Card => "card",
        PersonalDataKind.Iban => "iban",
        PersonalDataKind.Email => "email",
        PersonalDataKind.Phone => "phone",
        _ => "national_id",
    };
}
