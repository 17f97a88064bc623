using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.Interop.Tests.Sipp;

/// <summary>sipp as a carrier that is asked to transfer its caller.</summary>
public sealed class TrunkTransferTests(ReferStage stage) : IClassFixture<ReferStage>
{
    [Theory]
    [InlineData("refer-succeeds", TransferStatus.Completed, 200, CallCause.Transferred)]
    [InlineData("refer-busy", TransferStatus.Failed, 486, CallCause.CallerHungUp)]
    [InlineData("refer-refused", TransferStatus.Failed, 603, CallCause.CallerHungUp)]
    public async Task The_carrier_is_asked_by_REFER(string scenario, TransferStatus status, int sipStatus, CallCause cause)
    {
        foreach (var transport in (string[])["udp", "tcp"])
        {
            TransferResult? result = null;
            var record = await stage.RunAsync(scenario, transport, during: async callId =>
            {
                var call = await stage.UpAsync(callId);
                result = await call.Control
                    .TransferAsync(new TransferRequest("+49301234567", CallEndedBy.Operator, $"key-{transport}"), CancellationToken.None)
                    .WaitAsync(GatewayScenario.Patience);
            });

            Assert.Equal((status, TransferMode.Refer, sipStatus), (result!.Status, result.Mode, result.SipStatus));
            Assert.Equal(cause, record!.Cause);
        }
    }
}
