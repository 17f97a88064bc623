using System.Collections.Frozen;

namespace Realtime.SipGateway.Sideband.Guardrails.PersonalData;

/// <summary>Words for digits and pairs of digits, as people say card, account and telephone numbers: English, German, French, Spanish, Italian, Dutch.</summary>
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
    private static readonly string[] FrenchTens = ["vingt", "trente", "quarante", "cinquante", "soixante", "septante", "huitante", "nonante"];
    private static readonly string[] SpanishTens = ["veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"];

    private static readonly FrozenSet<string> Tens = EnglishTens.Concat(FrenchTens).Concat(SpanishTens).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> TensBySpan = Tens.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenDictionary<string, string> Words = Make();
    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> WordsBySpan = Words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The digits that a word stands for; null for other words. "forty" is 40: before a single digit its zero gives way (<see cref="IsTens"/>).</summary>
    public static string? DigitsOf(ReadOnlySpan<char> word) => WordsBySpan.TryGetValue(word, out var digits) ? digits : null;

    /// <summary>True for words whose ones follow as a word of their own: "forty two", "trente-deux", "cuarenta y dos".</summary>
    public static bool IsTens(ReadOnlySpan<char> word) => TensBySpan.Contains(word);

    /// <summary>"soixante-douze" is 72: teens may follow.</summary>
    public static bool TakesTeens(ReadOnlySpan<char> word) => word.Equals("soixante", StringComparison.OrdinalIgnoreCase);

    /// <summary>"dix-sept" is 17, and 97 behind "quatre-vingt".</summary>
    public static bool IsTen(ReadOnlySpan<char> word) => word.Equals("dix", StringComparison.OrdinalIgnoreCase);

    /// <summary>"quatre-vingt" is 80.</summary>
    public static bool IsScore(ReadOnlySpan<char> word) =>
        word.Equals("vingt", StringComparison.OrdinalIgnoreCase) || word.Equals("vingts", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc cref="IsScore"/>
    public static bool MultipliesScore(ReadOnlySpan<char> word) => word.Equals("quatre", StringComparison.OrdinalIgnoreCase);

    private static FrozenDictionary<string, string> Make()
    {
        var words = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Add(words, 0, "zero oh o nought naught null zéro cero nul");
        Add(words, 1, "one eins ein eine un une uno una een één");
        Add(words, 2, "two zwei zwo deux dos due twee");
        Add(words, 3, "three drei trois tres tre drie");
        Add(words, 4, "four vier quatre cuatro quattro");
        Add(words, 5, "five fünf fuenf cinq cinco cinque vijf");
        Add(words, 6, "six sechs seis sei zes");
        Add(words, 7, "seven sieben sept siete sette zeven");
        Add(words, 8, "eight acht huit ocho otto");
        Add(words, 9, "nine niner neun neuf nueve nove negen");
        Count(words, 10, "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen");
        Count(words, 10, "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn");
        Count(words, 10, "dix onze douze treize quatorze quinze seize");
        Count(words, 10, "diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve");
        Count(words, 20, "veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve");
        Count(words, 10, "dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove");
        Count(words, 10, "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien");
        words.TryAdd("veintiún", "21");
        words.TryAdd("vingts", "20");
        for (var tens = 0; tens < EnglishTens.Length; tens++)
        {
            words.TryAdd(EnglishTens[tens], $"{tens + 2}0");
            words.TryAdd(FrenchTens[tens], $"{tens + 2}0");
            words.TryAdd(SpanishTens[tens], $"{tens + 2}0");
        }

        AddGerman(words);
        AddDutch(words);
        AddItalian(words);
        AddPlain(words);
        return words.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static void Add(Dictionary<string, string> words, int digit, string all) => Array.ForEach(all.Split(' '), word => words.TryAdd(word, $"{digit}"));

    private static void Count(Dictionary<string, string> words, int from, string all)
    {
        var list = all.Split(' ');
        for (var index = 0; index < list.Length; index++)
        {
            words.TryAdd(list[index], $"{from + index}");
        }
    }

    private static void AddGerman(Dictionary<string, string> words) => Join(
        words, "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig", "ein zwei drei vier fünf sechs sieben acht neun", static (tens, ones) => $"{ones}und{tens}");

    private static void AddDutch(Dictionary<string, string> words) => Join(
        words, "twintig dertig veertig vijftig zestig zeventig tachtig negentig", "een twee drie vier vijf zes zeven acht negen",
        static (tens, ones) => ones.EndsWith('e') ? $"{ones}ën{tens}" : $"{ones}en{tens}");

    /// <summary>Before a vowel the end of the tens is not said: trentuno, ventotto.</summary>
    private static void AddItalian(Dictionary<string, string> words) => Join(
        words, "venti trenta quaranta cinquanta sessanta settanta ottanta novanta", "uno due tré quattro cinque sei sette otto nove",
        static (tens, ones) => ones[0] is 'u' or 'o' ? tens[..^1] + ones : tens + ones);

    private static void Join(Dictionary<string, string> words, string tens, string ones, Func<string, string, string> join)
    {
        var (allTens, allOnes) = (tens.Split(' '), ones.Split(' '));
        for (var ten = 0; ten < allTens.Length; ten++)
        {
            words.TryAdd(allTens[ten], $"{ten + 2}0");
            for (var one = 0; one < allOnes.Length; one++)
            {
                words.TryAdd(join(allTens[ten], allOnes[one]), $"{ten + 2}{one + 1}");
            }
        }
    }

    /// <summary>As recognisers also write them: "dieciseis", "trentatre", "dreissig", "zwoelf".</summary>
    private static void AddPlain(Dictionary<string, string> words)
    {
        foreach (var (word, digits) in words.ToList())
        {
            words.TryAdd(word.Replace('é', 'e').Replace('ó', 'o').Replace('ú', 'u').Replace('ë', 'e'), digits);
            words.TryAdd(word.Replace("ß", "ss", StringComparison.Ordinal).Replace("ö", "oe", StringComparison.Ordinal).Replace("ü", "ue", StringComparison.Ordinal), digits);
        }
    }
}
