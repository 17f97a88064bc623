namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>What a character is to the comparison.</summary>
internal enum FoldedKind
{
    /// <summary>Part of a word: letter, digit, mark.</summary>
    Word,

    /// <summary>Between words.</summary>
    Blank,

    /// <summary>Not there: apostrophes, soft hyphens, zero-width characters.</summary>
    Nothing,
}
