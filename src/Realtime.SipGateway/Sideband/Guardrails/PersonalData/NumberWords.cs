using System.Collections.Frozen;

namespace Realtime.SipGateway.Sideband.Guardrails.PersonalData;

/// <summary>Words for digits and pairs of digits, as people say card and telephone numbers: English, German, French, Spanish, Italian, Dutch.</summary>
internal static class NumberWords
{
    /// <summary>A word that doubles or triples the digit after it.</summary>
    public static readonly FrozenDictionary<string, int> Repeats = new Dictionary<string, int>
    {
        ["double"] = 2,
        ["triple"] = 3,
        ["treble"] = 3,
        ["doppelt"] = 2,
        ["zweimal"] = 2,
        ["dreimal"] = 3,
        ["doble"] = 2,
        ["doppio"] = 2,
        ["dubbel"] = 2,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Sounds and joints that people put between digits.</summary>
    public static readonly FrozenSet<string> Fillers = new[]
    {
        "uh", "um", "er", "erm", "hmm", "and", "then", "äh", "ähm", "und", "dann", "euh", "et", "puis", "eh", "y", "luego", "e", "poi", "en", "dan", "dash", "space", "strich",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] EnglishTens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    private static readonly string[] GermanOnes = ["ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"];
    private static readonly string[] GermanTens = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"];
    private static readonly FrozenDictionary<string, string> Words = Make();

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> WordsBySpan = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The digits that a word stands for; null for other words. "forty" is 40: before a single digit its zero gives way (<see cref="IsTens"/>).</summary>
    public static string? DigitsOf(ReadOnlySpan<char> word) => WordsBySpan.TryGetValue(word, out var digits) ? digits : null;

    /// <summary>True for English words whose ones follow as a word of their own: "forty two".</summary>
    public static bool IsTens(ReadOnlySpan<char> word)
    {
        foreach (var tens in EnglishTens)
        {
            if (word.Equals(tens, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static FrozenDictionary<string, string> Make()
    {
        var words = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Add(words, 0, "zero oh o nought naught", "null", "zéro", "cero", "zero", "nul");
        Add(words, 1, "one", "eins ein eine", "un une", "uno una", "uno", "een één");
        Add(words, 2, "two", "zwei zwo", "deux", "dos", "due", "twee");
        Add(words, 3, "three", "drei", "trois", "tres", "tre", "drie");
        Add(words, 4, "four", "vier", "quatre", "cuatro", "quattro", "vier");
        Add(words, 5, "five", "fünf fuenf", "cinq", "cinco", "cinque", "vijf");
        Add(words, 6, "six", "sechs", "six", "seis", "sei", "zes");
        Add(words, 7, "seven", "sieben", "sept", "siete", "sette", "zeven");
        Add(words, 8, "eight", "acht", "huit", "ocho", "otto", "acht");
        Add(words, 9, "nine niner", "neun", "neuf", "nueve", "nove", "negen");
        string[] teens = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];
        string[] german = ["zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"];
        for (var ones = 0; ones < 10; ones++)
        {
            words.TryAdd(teens[ones], $"1{ones}");
            words.TryAdd(german[ones], $"1{ones}");
        }

        for (var tens = 0; tens < EnglishTens.Length; tens++)
        {
            words.TryAdd(EnglishTens[tens], $"{tens + 2}0");
            words.TryAdd(GermanTens[tens], $"{tens + 2}0");
            for (var ones = 0; ones < GermanOnes.Length; ones++)
            {
                words.TryAdd($"{GermanOnes[ones]}und{GermanTens[tens]}", $"{tens + 2}{ones + 1}");
            }
        }

        return words.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static void Add(Dictionary<string, string> words, int digit, params ReadOnlySpan<string> languages)
    {
        foreach (var language in languages)
        {
            foreach (var word in language.Split(' '))
            {
                words.TryAdd(word, ((char)('0' + digit)).ToString());
            }
        }
    }
}
