using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Dialogs;

/// <summary>The negotiation of RFC 4028, without clock or wire: its table 2 and what follows from it.</summary>
public sealed class SessionTimerTests
{
    [Theory]
    [InlineData("Supported: timer\nSession-Expires: 1800;refresher=uac", "1800;refresher=uac", false)]
    [InlineData("Supported: timer\nSession-Expires: 1800;refresher=uas", "1800;refresher=uas", true)]
    [InlineData("Supported: timer\nSession-Expires: 1800", "1800;refresher=uac", false)]
    [InlineData("Session-Expires: 1800", "1800;refresher=uas", true)]
    [InlineData("Session-Expires: 1800;refresher=uac", "1800;refresher=uas", true)]
    [InlineData("x: 600\nRequire: timer", "600;refresher=uac", false)]
    public void What_the_other_side_asks_for_is_granted(string asked, string answer, bool isOurs)
    {
        var timer = new SessionTimer(SessionTimerOptions.Accept);

        var ok = Answer(timer, asked);

        Assert.Equal(answer, ok.Headers.First(SipHeaderId.SessionExpires));
        Assert.Equal(isOurs, timer.IsOurs);
        Assert.Equal(asked.Contains(": timer", StringComparison.Ordinal), ok.Headers.HasToken(SipHeaderId.Require, "timer"));
    }

    [Fact]
    public void Nobody_asks_and_nothing_is_agreed()
    {
        var timer = new SessionTimer(SessionTimerOptions.Accept);

        var ok = Answer(timer, "Supported: timer");

        Assert.False(timer.IsAgreed);
        Assert.False(ok.Headers.Contains(SipHeaderId.SessionExpires));
        Assert.False(ok.Headers.Contains(SipHeaderId.Require));
    }

    [Theory]
    [InlineData(SessionTimerRole.Auto, "Supported: timer", "600;refresher=uac")]
    [InlineData(SessionTimerRole.Peer, "Supported: timer", "600;refresher=uac")]
    [InlineData(SessionTimerRole.Us, "Supported: timer", "600;refresher=uas")]
    [InlineData(SessionTimerRole.Auto, "Subject: x", "600;refresher=uas")]
    [InlineData(SessionTimerRole.Auto, "Supported: timer\nMin-SE: 900", "900;refresher=uac")]
    [InlineData(SessionTimerRole.Auto, "Supported: timer\nSession-Expires: 1800", "600;refresher=uac")]
    [InlineData(SessionTimerRole.Auto, "Supported: timer\nSession-Expires: 1800\nMin-SE: 1200", "1200;refresher=uac")]
    [InlineData(SessionTimerRole.Auto, "Supported: timer\nSession-Expires: 300", "300;refresher=uac")]
    public void We_ask_for_one_ourselves_where_we_are_told_to(SessionTimerRole role, string asked, string answer)
    {
        var timer = new SessionTimer(new SessionTimerOptions { Mode = SessionTimerMode.Request, Seconds = 600, Refresher = role });

        Assert.Equal(answer, Answer(timer, asked).Headers.First(SipHeaderId.SessionExpires));
    }

    [Theory]
    [InlineData("Supported: timer\nSession-Expires: 119", 422)]
    [InlineData("Supported: timer\nSession-Expires: 120", 0)]
    [InlineData("Session-Expires: 60", 0)]
    [InlineData("Supported: timer", 0)]
    public void An_interval_that_is_too_small_is_refused_to_who_understands_that(string asked, int status)
    {
        var refusal = Refuse(new SessionTimerOptions { MinSeconds = 120 }, asked);

        Assert.Equal(status, refusal?.StatusCode ?? 0);
        Assert.Equal(status == 0 ? null : "120", refusal?.Headers.First(SipHeaderId.MinSE));
        Assert.Null(Refuse(SessionTimerOptions.Off, asked));
    }

    [Theory]
    [InlineData(SessionTimerRole.Auto, "600")]
    [InlineData(SessionTimerRole.Us, "600;refresher=uac")]
    [InlineData(SessionTimerRole.Peer, "600;refresher=uas")]
    public void Our_first_request_asks_only_where_we_are_told_to(SessionTimerRole role, string asked)
    {
        var timer = new SessionTimer(new SessionTimerOptions { Mode = SessionTimerMode.Request, Seconds = 600, Refresher = role });

        Assert.Equal(asked, Request(timer).Headers.First(SipHeaderId.SessionExpires));
        Assert.Null(Request(timer).Headers.First(SipHeaderId.MinSE));
        Assert.Null(Request(new SessionTimer(SessionTimerOptions.Accept)).Headers.First(SipHeaderId.SessionExpires));
    }

    [Theory]
    [InlineData("Session-Expires: 600;refresher=uac", true, "600;refresher=uac")]
    [InlineData("Session-Expires: 600;refresher=uas", false, "600;refresher=uas")]
    [InlineData("Session-Expires: 600", true, "600;refresher=uac")]
    public void The_roles_stay_as_they_were_agreed(string agreed, bool isOurs, string next)
    {
        var timer = new SessionTimer(SessionTimerOptions.Accept);

        timer.Agree(SipMessages.Response(SipText.Response(SipText.Request("INVITE"), 200, "x", agreed)));

        Assert.Equal(isOurs, timer.IsOurs);
        Assert.Equal(next, Request(timer).Headers.First(SipHeaderId.SessionExpires));

        // Its own request names us the other way round, and that is the same.
        Assert.Equal(
            isOurs ? "600;refresher=uas" : "600;refresher=uac", Answer(timer, "Supported: timer").Headers.First(SipHeaderId.SessionExpires));
        Assert.Equal(isOurs, timer.IsOurs);
    }

    [Fact]
    public void An_answer_without_one_ends_it()
    {
        var timer = new SessionTimer(SessionTimerOptions.Accept);
        Answer(timer, "Supported: timer\nSession-Expires: 1800");

        timer.Agree(SipMessages.Response(SipText.Response(SipText.Request("INVITE"), 200, "x")));

        Assert.False(timer.IsAgreed);
        Assert.Null(Request(timer).Headers.First(SipHeaderId.SessionExpires));
    }

    [Fact]
    public void A_422_raises_the_interval_and_is_taken_back_at_no_refresh()
    {
        var timer = new SessionTimer(new SessionTimerOptions { Mode = SessionTimerMode.Request, Seconds = 100 });
        var refusal = SipMessages.Response(SipText.Response(SipText.Request("INVITE"), 422, "x", "Min-SE: 900"));

        Assert.True(timer.TryRaise(refusal));

        var again = Request(timer);
        Assert.Equal(("900", "900"), (again.Headers.First(SipHeaderId.SessionExpires), again.Headers.First(SipHeaderId.MinSE)));
        Assert.False(timer.TryRaise(refusal), "The same minimum again would never end.");
    }

    [Fact]
    public void A_422_without_a_minimum_is_a_refusal_like_any_other() => Assert.False(
        new SessionTimer(SessionTimerOptions.Accept).TryRaise(SipMessages.Response(SipText.Response(SipText.Request("INVITE"), 422, "x"))));

    [Theory]
    [InlineData(1800, 900, 1768)]
    [InlineData(90, 45, 60)]
    public void Half_way_is_the_time_to_refresh_and_a_little_before_the_end_the_time_to_give_up(int seconds, double refresh, double giveUp)
    {
        var peers = new SessionTimer(SessionTimerOptions.Accept);
        Answer(peers, $"Supported: timer\nSession-Expires: {seconds};refresher=uac");
        Assert.Equal(giveUp, peers.GiveUpAfter.TotalSeconds);

        var ours = new SessionTimer(SessionTimerOptions.Accept);
        Answer(ours, $"Supported: timer\nSession-Expires: {seconds};refresher=uas");
        Assert.Equal((refresh, seconds), (ours.RefreshAfter.TotalSeconds, ours.GiveUpAfter.TotalSeconds));
    }

    private static SipResponse Answer(SessionTimer timer, string asked)
    {
        var request = SipMessages.Request(SipText.Request("INVITE", extra: asked.Replace("x: 600", "Session-Expires: 600", StringComparison.Ordinal)));
        var ok = SipResponse.CreateFor(request, 200);
        timer.Answer(request, ok);
        return ok;
    }

    private static SipResponse? Refuse(SessionTimerOptions options, string asked) =>
        SessionTimer.Refuse(options, SipMessages.Request(SipText.Request("INVITE", extra: asked)));

    private static SipRequest Request(SessionTimer timer)
    {
        var request = SipMessages.Request(SipText.Request("UPDATE"));
        timer.AddTo(request);
        return request;
    }
}
