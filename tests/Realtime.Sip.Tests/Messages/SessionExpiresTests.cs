using System.Text;
using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

public sealed class SessionExpiresTests
{
    [Theory]
    [InlineData("1800", 1800, SessionRefresher.Unsaid)]
    [InlineData("1800;refresher=uac", 1800, SessionRefresher.Uac)]
    [InlineData("90 ; Refresher = UAS", 90, SessionRefresher.Uas)]
    [InlineData("4000;x=1;refresher=uas;y", 4000, SessionRefresher.Uas)]
    [InlineData("1800;refresher=proxy", 1800, SessionRefresher.Unsaid)]
    [InlineData("4294967295", 604_800, SessionRefresher.Unsaid)]
    [InlineData("0", 0, SessionRefresher.Unsaid)]
    public void A_sensible_value_is_read(string text, uint seconds, SessionRefresher refresher)
    {
        Assert.True(SessionExpires.TryParse(Encoding.ASCII.GetBytes(text), out var value));
        Assert.Equal(new SessionExpires(seconds, refresher), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("18 00")]
    [InlineData("4294967296")]
    [InlineData(";refresher=uac")]
    public void Nonsense_is_as_good_as_absent(string text) => Assert.False(SessionExpires.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData("1800;refresher=uac")]
    [InlineData("90;refresher=uas")]
    [InlineData("120")]
    public void What_is_written_is_read_again(string text)
    {
        Assert.True(SessionExpires.TryParse(Encoding.ASCII.GetBytes(text), out var value));
        Assert.Equal(text, value.ToString());
    }
}
