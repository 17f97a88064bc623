using Realtime.SipGateway.Calls;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls;

public sealed class AttemptTokenTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly AttemptToken _token;
    private readonly CallId _call;

    public AttemptTokenTests()
    {
        _token = new AttemptToken(new byte[32], _time);
        _call = CallId.New(_time);
    }

    [Fact]
    public void A_token_names_its_attempt()
    {
        Assert.True(_token.TryVerify(_call, _token.Mint(_call, 3), out var attempt));
        Assert.Equal(3, attempt);
    }

    [Fact]
    public void A_token_of_another_call_is_refused() =>
        Assert.False(_token.TryVerify(CallId.New(_time), _token.Mint(_call, 1), out _));

    [Fact]
    public void A_token_of_another_key_is_refused() =>
        Assert.False(new AttemptToken([1, 2, 3], _time).TryVerify(_call, _token.Mint(_call, 1), out _));

    [Fact]
    public void An_old_token_is_refused()
    {
        var token = _token.Mint(_call, 1);
        _time.Advance(AttemptToken.Lifetime + TimeSpan.FromSeconds(1));

        Assert.False(_token.TryVerify(_call, token, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2.3")]
    [InlineData("-1.2.3")]
    [InlineData("1.99999999999999999999.x")]
    [InlineData("1.2.3.4")]
    public void Rubbish_is_refused(string token) => Assert.False(_token.TryVerify(_call, token, out _));

    [Fact]
    public void A_token_cannot_be_moved_to_another_attempt() =>
        Assert.False(_token.TryVerify(_call, "2" + _token.Mint(_call, 1)[1..], out _));
}
