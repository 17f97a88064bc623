namespace Realtime.SipGateway.Sideband.Guardrails.PersonalData;

/// <summary>Digits that follow each other in a text, as numerals or as words, with nothing but separators between.</summary>
/// <param name="Digits">The digits.</param>
/// <param name="Places">For each digit where the character or word that gave it begins and ends in the text.</param>
internal sealed record DigitRun(string Digits, IReadOnlyList<(int Start, int End)> Places)
{
    public int Start => Places[0].Start;

    public int End => Places[^1].End;
}
