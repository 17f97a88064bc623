using Realtime.SipGateway.Sideband.Guardrails;
using Realtime.SipGateway.Sideband.Guardrails.PersonalData;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Guardrails;

/// <summary>The numbers are made up with right check digits, or are those that issuers publish for tests.</summary>
public sealed class PersonalDataFinderTests
{
    private const PersonalDataKind Everything =
        PersonalDataKind.Card | PersonalDataKind.Iban | PersonalDataKind.Email | PersonalDataKind.Phone | PersonalDataKind.NationalId;

    [Theory]
    [InlineData("card", "My card is 4111 1111 1111 1111, thanks", "4111 1111 1111 1111")]
    [InlineData("card", "it's 3782-822463-10005", "3782-822463-10005")]
    [InlineData("card", "four one one one, one one one one, one one one one, one one one one", "four one one one, one one one one, one one one one, one one one one")]
    [InlineData("card", "Four double one one, triple one one and then double one one one uh one one one one okay", "Four double one one, triple one one and then double one one one uh one one one one")]
    [InlineData("card", "forty-two forty-two forty-two forty-two forty-two forty-two forty-two forty-two", "forty-two forty-two forty-two forty-two forty-two forty-two forty-two forty-two")]
    [InlineData("card", "zweiundvierzig zweiundvierzig, zweiundvierzig zweiundvierzig zweiundvierzig zweiundvierzig zweiundvierzig zweiundvierzig", "zweiundvierzig zweiundvierzig, zweiundvierzig zweiundvierzig zweiundvierzig zweiundvierzig zweiundvierzig zweiundvierzig")]
    [InlineData("card", "vier eins eins eins eins eins eins eins eins eins eins eins eins eins eins eins", "vier eins eins eins eins eins eins eins eins eins eins eins eins eins eins eins")]
    [InlineData("card", "４１１１１１１１１１１１１１１１", "4111111111111111")]
    [InlineData("card", "4111\u200b1111\u200b1111\u200b1111", "4111111111111111")]
    [InlineData("card", "5555 5555 5555 4444 12 28", "5555 5555 5555 4444")]
    [InlineData("iban", "IBAN DE89 3704 0044 0532 0130 00 please", "DE89 3704 0044 0532 0130 00")]
    [InlineData("iban", "gb29nwbk60161331926819", "gb29nwbk60161331926819")]
    [InlineData("card", "quarante et un onze onze onze onze onze onze onze, voilà", "quarante et un onze onze onze onze onze onze onze")]
    [InlineData("card", "cuarenta y uno once once once once once once once", "cuarenta y uno once once once once once once once")]
    [InlineData("card", "quarantuno undici undici undici undici undici undici undici", "quarantuno undici undici undici undici undici undici undici")]
    [InlineData("card", "eenenveertig elf elf elf elf elf elf elf", "eenenveertig elf elf elf elf elf elf elf")]
    [InlineData("card", "４１１１ 𝟙𝟙𝟙𝟙 １１１１ １１１１", "4111 1111 1111 1111")]
    [InlineData("iban", "it is DE eighty nine, three seven zero four, zero zero four four 0532 0130 double zero", "DE eighty nine, three seven zero four, zero zero four four 0532 0130 double zero")]
    [InlineData("iban", "G B two nine N W B K six zero one six, 1331 9268 19 and that is all", "G B two nine N W B K six zero one six, 1331 9268 19")]
    [InlineData("iban", "BE68 5390 0754 7034 it is", "BE68 5390 0754 7034")]
    [InlineData("iban", "at 10 DE89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00")]
    [InlineData("phone", "zéro six douze trente-quatre cinquante-six soixante-dix-huit", "zéro six douze trente-quatre cinquante-six soixante-dix-huit")]
    [InlineData("phone", "nueve doce treinta y cuatro cincuenta y seis setenta y ocho", "nueve doce treinta y cuatro cincuenta y seis setenta y ocho")]
    [InlineData("national_id", "X one two three four five six seven, L", "X one two three four five six seven, L")]
    [InlineData("national_id", "A B twelve thirty-four fifty-six C", "A B twelve thirty-four fifty-six C")]
    [InlineData("national_id", "oh seven eight, oh five, eleven twenty", "oh seven eight, oh five, eleven twenty")]
    [InlineData("email", "write to jane.doe+x@example.co.uk.", "jane.doe+x@example.co.uk")]
    [InlineData("email", "it is jane dot doe at example dot com", "jane dot doe at example dot com")]
    [InlineData("email", "erika punkt mustermann ät beispiel punkt de", "erika punkt mustermann ät beispiel punkt de")]
    [InlineData("phone", "call me at +49 (30) 1234567", "49 (30) 1234567")]
    [InlineData("phone", "null drei null eins zwei drei vier fünf sechs sieben", "null drei null eins zwei drei vier fünf sechs sieben")]
    [InlineData("national_id", "my social is 078-05-1120", "078-05-1120")]
    [InlineData("national_id", "AB 12 34 56 C", "AB 12 34 56 C")]
    [InlineData("national_id", "12345678Z", "12345678Z")]
    [InlineData("national_id", "X-1234567-L", "X-1234567-L")]
    [InlineData("national_id", "86095742719", "86095742719")]
    [InlineData("national_id", "RSSMRA85T10A562S", "RSSMRA85T10A562S")]
    public void It_is_found_however_it_is_written_or_said(string kind, string text, string found)
    {
        var clean = GuardedText.Clean(text);

        var find = Assert.Single(PersonalDataFinder.Find(clean, Everything));

        Assert.Equal((kind, found), (find.Name, clean[find.Start..find.End]));
    }

    [Theory]
    [InlineData("My order is 12345, placed at 10:30 on 21 November 2026")]
    [InlineData("That is 1,299 euros for two of them")]
    [InlineData("4111 1111 1111 1112 is off by one")]
    [InlineData("0000 0000 0000 0000")]
    [InlineData("DE88 3704 0044 0532 0130 00")]
    [InlineData("meet me at the station dot")]
    [InlineData("one of you, two of them and three more")]
    [InlineData("12345678A")]
    [InlineData("I am at 10 and it is 12 of us in no 15 or 16 houses of 20 or so")]
    [InlineData("BE68 5390 0754 70")]
    public void Other_numbers_and_words_are_left_alone(string text) =>
        Assert.Empty(PersonalDataFinder.Find(GuardedText.Clean(text), Everything & ~PersonalDataKind.Phone));

    [Theory]
    [InlineData("quatre-vingt-dix-sept", "97")]
    [InlineData("quatre-vingts", "80")]
    [InlineData("quatre vingt un", "81")]
    [InlineData("soixante et onze", "71")]
    [InlineData("soixante-dix-neuf", "79")]
    [InlineData("dix sept", "17")]
    [InlineData("dix quatre", "104")]
    [InlineData("quatre cinq vingt", "4520")]
    [InlineData("vingt et un", "21")]
    [InlineData("cuarenta y dos, veintitrés, veintitres, dieciseis", "42232316")]
    [InlineData("ventotto trentatré trentatre ottantuno", "28333381")]
    [InlineData("drieëndertig tweeentwintig achttien", "332218")]
    [InlineData("dreiunddreissig zwoelf", "3312")]
    [InlineData("forty two twenty", "4220")]
    public void Numbers_are_read_as_each_language_says_them(string said, string digits) => Assert.Equal(digits, Assert.Single(DigitRuns.In(said)).Digits);

    [Fact]
    public void Every_account_number_has_the_length_of_its_country()
    {
        foreach (var iban in new[] { "NO9386011117947", "MT84MALT011000012345MTLCAST001S", "FR1420041010050500013M02606", "NL91ABNA0417164300", "CH9300762011623852957", "PL61109010140000071219812874" })
        {
            Assert.Equal(iban, IbanLengths.In(iban + "99"));
            Assert.Null(IbanLengths.In(iban[..^1]));
        }
    }

    [Fact]
    public void Only_the_kinds_that_are_asked_for_are_found()
    {
        const string text = "4111111111111111, jane@example.com, +4930123456789";

        Assert.Equal("email", Assert.Single(PersonalDataFinder.Find(text, PersonalDataKind.Email)).Name);
        Assert.Equal(["card", "email", "phone"], PersonalDataFinder.Find(text, Everything).Select(find => find.Name));
    }
}
