using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Sideband;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class SidebandCloseTests
{
    private const string ExpiredText = "Your session hit the maximum duration of 60 minutes.";

    [Theory]
    [InlineData(null, "gone", SidebandCloseMeaning.NetworkLost)]
    [InlineData(1006, null, SidebandCloseMeaning.NetworkLost)]
    [InlineData(1000, null, SidebandCloseMeaning.ServiceClosed)]
    [InlineData(1001, "going away", SidebandCloseMeaning.ServiceClosed)]
    [InlineData(1001, ExpiredText, SidebandCloseMeaning.SessionExpired)]
    [InlineData(1001, "session_expired", SidebandCloseMeaning.SessionExpired)]
    [InlineData(1002, null, SidebandCloseMeaning.ProtocolError)]
    [InlineData(1008, "key revoked", SidebandCloseMeaning.NotAllowed)]
    [InlineData(1009, null, SidebandCloseMeaning.MessageTooBig)]
    [InlineData(1011, null, SidebandCloseMeaning.ServerError)]
    [InlineData(1012, null, SidebandCloseMeaning.ServiceClosed)]
    [InlineData(1013, null, SidebandCloseMeaning.Overloaded)]
    [InlineData(3000, null, SidebandCloseMeaning.NotAllowed)]
    [InlineData(4000, "invalid_request_error.beta_api_shape_disabled", SidebandCloseMeaning.ApiRefused)]
    [InlineData(4711, null, SidebandCloseMeaning.Other)]
    public async Task The_end_of_a_connection_is_recorded_with_its_meaning(int? code, string? reason, SidebandCloseMeaning meaning)
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.End(code, reason);

        Assert.Equal(new SidebandClosed(code, reason, meaning), await scenario.RecordedAsync<SidebandClosed>());
        Assert.Equal(meaning is not (SidebandCloseMeaning.SessionExpired or SidebandCloseMeaning.ApiRefused), SidebandCloseCodes.MayReattach(meaning));
    }

    [Theory]
    [InlineData(1001, ExpiredText, null, CallEndedBy.Vendor)]
    [InlineData(null, "gone", "session_expired", CallEndedBy.Vendor)]
    [InlineData(4000, "invalid_request_error.beta_api_shape_disabled", null, CallEndedBy.Gateway)]
    public async Task A_session_that_no_other_connection_can_find_ends_the_call_without_another_try(int? code, string reason, string? error, CallEndedBy by)
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        if (error is not null)
        {
            socket.Say(Events.Error(error, message: ExpiredText));
        }

        socket.End(code, reason);
        await scenario.AdvanceUntilAsync(() => scenario.Outcome is not null);

        Assert.Equal((by, CallCause.SidebandFailed), (scenario.Outcome!.By, scenario.Outcome.Cause));
        Assert.Equal(1, scenario.Connector.Tries);
        Assert.Equal(by == CallEndedBy.Vendor, scenario.Outcome.Reason!.Contains("longest duration", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_bye_that_follows_an_expired_session_is_the_services()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.End(1001, ExpiredText);
        await scenario.RecordedAsync<SidebandClosed>();
        scenario.Call.End(new CallOutcome(CallEndedBy.Vendor, CallCause.VendorHungUp));

        await scenario.GoneAsync();
        Assert.Empty(scenario.Case.Control.Asked);
    }

    [Fact]
    public async Task The_end_of_the_call_is_no_loss()
    {
        await using var scenario = new SidebandScenario();
        await scenario.StartAndGreetAsync();
        scenario.Call.End(CallOutcome.CallerHungUp);
        await scenario.AdvanceUntilAsync(() => scenario.Service.Count == 0);

        Assert.Equal(SidebandCloseMeaning.CallOver, Assert.Single(scenario.Recorded<SidebandClosed>()).Meaning);
        Assert.DoesNotContain(scenario.Log.Lines, line => line.Id.Id == 6002);
    }

    [Fact]
    public async Task A_service_that_takes_connections_and_drops_them_does_not_hold_the_call_for_ever()
    {
        await using var scenario = new SidebandScenario(options => options.ReconnectDeadlineMs = 5_000);
        await scenario.StartAndGreetAsync();
        var dropped = 0;
        await scenario.AdvanceUntilAsync(() =>
        {
            if (scenario.Connector.Sockets.Count > dropped)
            {
                dropped = scenario.Connector.Sockets.Count;
                scenario.Socket.End(1011);
            }

            return scenario.Outcome is not null;
        });

        Assert.Equal(CallCause.SidebandFailed, scenario.Outcome!.Cause);
        Assert.InRange(dropped, 4, 12);
    }

    [Fact]
    public async Task A_connection_that_lasted_gives_the_next_loss_its_own_deadline()
    {
        await using var scenario = new SidebandScenario(options => options.ReconnectDeadlineMs = 2_000);
        await scenario.StartAndGreetAsync();
        for (var connections = 2; connections <= 6; connections++)
        {
            await scenario.AdvanceAsync(11_000);
            scenario.Socket.End();
            var expected = connections;
            await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == expected);
            await scenario.RecordedAsync<SidebandAttached>(connections);
        }

        Assert.Null(scenario.Outcome);
    }

    [Fact]
    public async Task An_overloaded_service_is_left_alone_for_a_while()
    {
        await using var scenario = new SidebandScenario();
        var socket = await scenario.StartAndGreetAsync();
        socket.End(1013);
        await scenario.RecordedAsync<SidebandClosed>();
        await Eventually.TrueAsync(() => scenario.Time.PendingTimers > 0);
        scenario.Time.Advance(TimeSpan.FromMilliseconds(450));
        Assert.Equal(1, scenario.Connector.Tries);

        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);
    }
}
