namespace Realtime.SipGateway.Rules.Instructions;

/// <summary>What may stand in a slot. A value of another shape is as good as none.</summary>
internal enum SlotKind
{
    /// <summary>A telephone number: digits, <c>*</c>, <c>#</c>, with a leading <c>+</c> or not.</summary>
    Number,

    /// <summary>Digits only.</summary>
    Digits,

    /// <summary>One word of ASCII letters, digits, dots, dashes and underscores.</summary>
    Word,

    /// <summary>A language tag such as <c>de-AT</c> (RFC 5646); of a list the first.</summary>
    Language,

    /// <summary>Free text, cut to its length.</summary>
    Text,

    /// <summary>Ours or the admin's own words: no caller has a hand in it.</summary>
    Trusted,
}
