namespace Realtime.SipGateway.Sideband.Guardrails.PersonalData;

/// <summary>What a guardrail of type <c>personal_data</c> looks for.</summary>
[Flags]
internal enum PersonalDataKind
{
    None = 0,

    /// <summary>Payment card numbers: 13 to 19 digits with a right check digit (ISO/IEC 7812-1), written or spoken.</summary>
    Card = 1,

    /// <summary>Account numbers with right check digits (ISO 13616).</summary>
    Iban = 2,

    /// <summary>Addresses, written or spoken ("john at example dot com").</summary>
    Email = 4,

    /// <summary>8 to 15 digits, written or spoken, that no other kind explains (E.164).</summary>
    Phone = 8,

    /// <summary>National identity, tax and insurance numbers of the United States, the United Kingdom, Germany, France, Spain, Italy and the Netherlands.</summary>
    NationalId = 16,
}
