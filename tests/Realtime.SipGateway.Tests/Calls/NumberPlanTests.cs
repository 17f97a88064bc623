using Realtime.SipGateway.Calls.Numbers;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls;

public sealed class NumberPlanTests
{
    [Theory]
    [InlineData("+15550100", "+15550100")]
    [InlineData("15550100", "+15550100")]
    [InlineData("+1 (555) 01-00", "+15550100")]
    [InlineData("004930123456", "+4930123456")]
    [InlineData("+15550100;npdi;rn=+15559999", "+15550100")]
    [InlineData("030123456", "030123456")]
    [InlineData("112", "112")]
    [InlineData("1234567890123456", "1234567890123456")]
    [InlineData("front.desk", "front.desk")]
    [InlineData("", "")]
    public void E164_gets_its_plus(string given, string number) =>
        Assert.Equal(number, new NumberPlan(new NumberOptions { Format = "E164" }).Normalise(given));

    [Theory]
    [InlineData("49", "0", "00", "030123456", "+4930123456")]
    [InlineData("49", "0", "00", "30123456", "+4930123456")]
    [InlineData("49", "0", "00", "0044201234567", "+44201234567")]
    [InlineData("49", "0", "00", "+44201234567", "+44201234567")]
    [InlineData("49", "0", "00", "110", "110")]
    [InlineData("1", "1", "011", "5550100123", "+15550100123")]
    [InlineData("1", "1", "011", "15550100123", "+15550100123")]
    [InlineData("1", "1", "011", "0114930123456", "+4930123456")]
    [InlineData("39", "", "00", "0612345678", "+390612345678")]
    public void National_numbers_get_their_country(string country, string national, string international, string given, string number) => Assert.Equal(
        number,
        new NumberPlan(new NumberOptions { Format = "national", CountryCode = country, NationalPrefix = national, InternationalPrefix = international }).Normalise(given));

    [Theory]
    [InlineData("9030123456", "+4930123456")]
    [InlineData("100", "+493055500100")]
    [InlineData("100200", "100200")]
    [InlineData("+4411", "+4411")]
    public void A_plan_takes_the_first_rule_that_fits(string given, string number) => Assert.Equal(
        number,
        new NumberPlan(new NumberOptions
        {
            Format = "plan",
            Plan = [new() { Prefix = "90", Replace = "+49" }, new() { Prefix = "1", Replace = "+4930555001", MaxLength = 3 }],
        }).Normalise(given));

    [Fact]
    public void Without_a_format_a_number_stays_as_it_is() =>
        Assert.Equal("0 30/12", new NumberPlan(new NumberOptions()).Normalise("0 30/12"));

    [Fact]
    public void Every_fault_is_told_with_its_key()
    {
        var faults = NumberOptionsValidator.Faults("Numbers", new NumberOptions
        {
            Format = "plan",
            CountryCode = "0049",
            InternationalPrefix = "+",
            NationalPrefix = "x",
            Plan = [new() { Prefix = "a", Replace = "b", MinLength = 5, MaxLength = 4 }],
        }).Concat(NumberOptionsValidator.Faults("Other", new NumberOptions { Format = "national" }))
            .Concat(NumberOptionsValidator.Faults("Third", new NumberOptions { Format = "plan" }))
            .Concat(NumberOptionsValidator.Faults("Fourth", new NumberOptions { Format = "us", Plan = [new()] })).ToList();

        string[] keys =
        [
            "Numbers:CountryCode", "Numbers:InternationalPrefix", "Numbers:NationalPrefix", "Numbers:Plan:0:Prefix", "Numbers:Plan:0:Replace",
            "Numbers:Plan:0:MaxLength", "Other:CountryCode", "Third:Plan", "Fourth:Format",
        ];
        Assert.Equal(keys, faults.Select(fault => fault.Split(' ')[0]));
    }
}
