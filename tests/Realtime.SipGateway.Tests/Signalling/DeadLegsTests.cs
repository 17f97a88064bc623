using Realtime.SipGateway.Signalling.Drain;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling;

public sealed class DeadLegsTests
{
    [Theory]
    [InlineData(200, true)]
    [InlineData(202, true)]
    [InlineData(404, true)]
    [InlineData(410, true)]
    [InlineData(481, true)]
    [InlineData(604, true)]
    [InlineData(0, false)]
    [InlineData(401, false)]
    [InlineData(403, false)]
    [InlineData(407, false)]
    [InlineData(408, false)]
    [InlineData(500, false)]
    [InlineData(503, false)]
    [InlineData(603, false)]
    public void Only_an_answer_that_knows_of_the_end_ends_the_tries(int status, bool knows) => Assert.Equal(knows, DeadLegs.Knows(status));
}
