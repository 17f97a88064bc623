using System.Text.RegularExpressions;

namespace Realtime.SipGateway.Calls.Diagnosis;

/// <summary>What people are shown of a call: everything, or nothing that tells who called and what was said.</summary>
public sealed partial class Discretion
{
    /// <summary>The end of a number, as receipts show it of a card: enough to recognise, too little to call.</summary>
    private const int ShownDigits = 4;

    /// <summary>A number so short is an extension: its end is all of it.</summary>
    private const int LongNumber = 8;

    private Discretion(bool isFull) => IsFull = isFull;

    /// <summary>As it is stored: numbers, names, words, arguments.</summary>
    public static Discretion Full { get; } = new(true);

    /// <summary>Numbers shortened, names and words counted instead of shown.</summary>
    public static Discretion Discreet { get; } = new(false);

    public bool IsFull { get; }

    /// <summary>A number or SIP user: enough of it to be recognised by who knows it.</summary>
    public string Number(string? number) => number switch
    {
        null or "" => "withheld",
        _ when IsFull => number,
        { Length: <= ShownDigits } => number,
        { Length: >= LongNumber } when number[^ShownDigits..].All(char.IsAsciiDigit) => $"{(number[0] == '+' ? number[..2] : number[..1])}…{number[^ShownDigits..]}",
        _ => $"{number[0]}…{number[^2..]}",
    };

    /// <summary>What somebody said, or a tool's arguments.</summary>
    public string Words(string? text) =>
        IsFull ? $"\"{text}\"" : $"({(text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length} words)";

    /// <summary>A payload of a tool.</summary>
    public string Payload(string? text) => IsFull ? text ?? "" : $"({(text ?? "").Length} characters)";

    /// <summary>Text of ours or of a peer, in which numbers may stand.</summary>
    public string Text(string? text) =>
        IsFull || text is null ? text ?? "" : PhoneNumber().Replace(text, static match => Discreet.Number(match.Value));

    [GeneratedRegex(@"(?<=\b(?:sips?|tel):)\d{5,15}|\+\d{6,15}\b|(?<![\w.:-])\d{7,15}(?![\w:-]|\.\d)", RegexOptions.CultureInvariant)]
    private static partial Regex PhoneNumber();
}
