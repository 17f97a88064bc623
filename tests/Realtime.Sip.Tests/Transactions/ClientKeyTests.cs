using System.Text;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Xunit;

namespace Realtime.Sip.Tests.Transactions;

public sealed class ClientKeyTests
{
    [Fact]
    public void A_branch_of_ours_is_found_again()
    {
        var branch = SipBranch.New();

        Assert.Equal(SipBranch.Length, branch.Length);
        Assert.True(ClientKey.TryParse(Encoding.ASCII.GetBytes(branch), SipMethod.Bye, out var key));
        Assert.Equal(ClientKey.Of(branch, SipMethod.Bye), key);
        Assert.NotEqual(ClientKey.Of(branch, SipMethod.Invite), key);
        Assert.NotEqual(ClientKey.Of(SipBranch.New(), SipMethod.Bye), key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("z9hG4bK")]
    [InlineData("z9hG4bK0123456789abcdef0123456")]
    [InlineData("z9hG4bK0123456789abcdef012345678")]
    [InlineData("z9hG4bK0123456789abcdefg1234567")]
    [InlineData("z9hG4bK0123456789abcde-01234567")]
    [InlineData("z9hG4bK+123456789abcdef01234567")]
    public void No_other_branch_is_one_of_ours(string branch) =>
        Assert.False(ClientKey.TryParse(Encoding.ASCII.GetBytes(branch), SipMethod.Invite, out _));

    [Fact]
    public void Tokens_are_hexadecimal_and_never_the_same()
    {
        var tokens = Enumerable.Range(0, 1000).Select(_ => RandomTokens.New(8)).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(1000, tokens.Count);
        Assert.All(tokens, token => Assert.Matches("^[0-9a-f]{16}$", token));
        Assert.StartsWith("a-", RandomTokens.New(4, "a-"), StringComparison.Ordinal);
    }
}
