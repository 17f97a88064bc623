using Realtime.SipGateway.Calls;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls;

public sealed class Q850Tests
{
    [Theory]
    [InlineData(null, null, true, 16)]
    [InlineData(null, null, false, null)]
    [InlineData(486, null, false, 17)]
    [InlineData(404, null, false, 1)]
    [InlineData(499, null, false, 127)]
    [InlineData(603, "SIP;cause=603, Q.850;cause=34;text=\"no circuit\"", false, 34)]
    [InlineData(null, "q.850 ; cause = 31", true, 31)]
    [InlineData(200, null, true, 16)]
    public void The_carriers_word_counts_before_the_sip_status(int? status, string? reason, bool answered, int? cause) =>
        Assert.Equal(cause, Q850.Of(new CallOutcome(CallEndedBy.Vendor, CallCause.VendorRejected, status, reason), answered));
}
