using Realtime.SipGateway.Rules.Numbers;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules.Numbers;

public class CountryByPrefixTests
{
    [Theory]
    [InlineData("+15550100", "US")]
    [InlineData("+12125550100", "US")]
    [InlineData("+14165550100", "CA")]
    [InlineData("+18765550100", "JM")]
    [InlineData("+16585550100", "JM")]
    [InlineData("+18095550100", "DO")]
    [InlineData("+17875550100", "PR")]
    [InlineData("+74951234567", "RU")]
    [InlineData("+77271234567", "KZ")]
    [InlineData("+442071234567", "GB")]
    [InlineData("+441534123456", "JE")]
    [InlineData("+441481123456", "GG")]
    [InlineData("+441624123456", "IM")]
    [InlineData("+447700900123", "GB")]
    [InlineData("+447797123456", "JE")]
    [InlineData("+39061234567", "IT")]
    [InlineData("+390669812345", "VA")]
    [InlineData("+4930123456", "DE")]
    [InlineData("+43123456", "AT")]
    [InlineData("+358181234567", "AX")]
    [InlineData("+358401234567", "FI")]
    [InlineData("+5999123456", "CW")]
    [InlineData("+5997123456", "BQ")]
    [InlineData("+262262123456", "RE")]
    [InlineData("+262269123456", "YT")]
    [InlineData("+212528812345", "EH")]
    [InlineData("+212612345678", "MA")]
    [InlineData("+85212345678", "HK")]
    [InlineData("+8613912345678", "CN")]
    [InlineData("+61891641234", "CX")]
    [InlineData("+61891234567", "AU")]
    [InlineData("+1", null)] // no number yet
    [InlineData("+80012345678", null)] // international freephone
    [InlineData("+8816123456", null)] // satellite
    [InlineData("+999", null)]
    [InlineData("4930123456", null)] // not E.164
    [InlineData("030123456", null)]
    [InlineData("ALICE", null)]
    [InlineData("", null)]
    public void The_longest_prefix_names_the_country(string number, string? country) => Assert.Equal(country, CountryByPrefix.Find(number));

    [Fact]
    public void The_table_knows_the_countries_of_the_world_by_codes_of_two_letters()
    {
        Assert.InRange(CountryByPrefix.Known.Count, 235, 260);
        Assert.All(CountryByPrefix.Known, code => Assert.Matches("^[A-Z]{2}$", code));
    }
}
