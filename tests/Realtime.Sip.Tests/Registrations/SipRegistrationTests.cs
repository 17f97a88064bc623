using Realtime.Sip.Authentication;
using Realtime.Sip.Messages;
using Realtime.Sip.Registrations;
using Realtime.Sip.Tests.Dialogs;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Registrations;

/// <summary>The registration over memory: the test is the registrar and speaks text.</summary>
public sealed class SipRegistrationTests
{
    private const string Challenge = "WWW-Authenticate: Digest realm=\"carrier\", nonce=\"n1\", qop=\"auth\"";

    [Fact]
    public async Task It_registers_answers_the_challenge_refreshes_and_leaves()
    {
        await using var rig = await SipRig.StartAsync();
        await using var registration = Begin(rig);
        var first = await NextAsync(rig);
        Assert.StartsWith("REGISTER sip:198.51.100.7 SIP/2.0", first.Text, StringComparison.Ordinal);
        Assert.Equal("<sip:gw@carrier.example>", SipText.Header(first.Text, "To"));
        Assert.Equal("<sip:gw@192.0.2.1:5060>;expires=3600", SipText.Header(first.Text, "Contact"));
        Assert.Equal("3600", SipText.Header(first.Text, "Expires"));
        rig.Wire.Receive(SipText.Response(first.Text, 401, toTag: "r", extra: Challenge));

        var second = await NextAsync(rig);
        Assert.Equal("2 REGISTER", SipText.Header(second.Text, "CSeq"));
        Assert.Contains("username=\"gw\", realm=\"carrier\", nonce=\"n1\", uri=\"sip:198.51.100.7\"", SipText.Header(second.Text, "Authorization"), StringComparison.Ordinal);
        rig.Wire.Receive(Granted(second, 120));
        await StatusAsync(registration, status => status.IsRegistered);
        Assert.Equal(rig.Time.GetUtcNow().AddSeconds(120), registration.Status.ExpiresAt);
        Assert.Equal("sip:gw@192.0.2.1:5060", registration.Status.Contact);

        rig.Advance(83);
        rig.ExpectSilence();
        var refresh = await DueAsync(rig);
        Assert.Equal("3 REGISTER", SipText.Header(refresh.Text, "CSeq"));
        Assert.Equal(SipText.Header(first.Text, "Call-ID"), SipText.Header(refresh.Text, "Call-ID"));
        Assert.Contains("nc=00000002", SipText.Header(refresh.Text, "Authorization"), StringComparison.Ordinal);
        Assert.Equal(SipText.Header(first.Text, "Contact"), SipText.Header(refresh.Text, "Contact"));
        rig.Wire.Receive(Granted(refresh, 120));
        await StatusAsync(registration, status => status.Phase == RegistrationPhase.Registered);

        var stopping = registration.StopAsync();
        var last = await NextAsync(rig);
        Assert.Equal("<sip:gw@192.0.2.1:5060>;expires=0", SipText.Header(last.Text, "Contact"));
        Assert.Equal("0", SipText.Header(last.Text, "Expires"));
        rig.Wire.Receive(SipText.Response(last.Text, 200));
        await stopping;
        Assert.Equal(RegistrationPhase.Ended, registration.Status.Phase);
    }

    [Fact]
    public async Task A_binding_handed_over_is_not_taken_back()
    {
        await using var rig = await SipRig.StartAsync();
        await using var registration = Begin(rig);
        rig.Wire.Receive(Granted(await NextAsync(rig), 120));
        await StatusAsync(registration, status => status.IsRegistered);

        await registration.StopAsync(unregister: false);

        rig.ExpectSilence();
    }

    [Fact]
    public async Task A_registrar_that_does_not_answer_the_farewell_keeps_the_stop_waiting_for_two_seconds()
    {
        await using var rig = await SipRig.StartAsync();
        await using var registration = Begin(rig);
        rig.Wire.Receive(Granted(await NextAsync(rig), 120));
        await StatusAsync(registration, status => status.IsRegistered);

        var stopping = registration.StopAsync();
        await NextAsync(rig);
        Assert.False(stopping.IsCompleted);
        rig.Advance(2.1);

        await stopping.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_423_is_followed_with_the_interval_it_wants()
    {
        await using var rig = await SipRig.StartAsync();
        await using var registration = Begin(rig);
        rig.Wire.Receive(SipText.Response((await NextAsync(rig)).Text, 423, toTag: "r", extra: "Min-Expires: 7200"));

        Assert.Equal("7200", SipText.Header((await NextAsync(rig)).Text, "Expires"));
    }

    [Fact]
    public async Task A_wrong_password_is_tried_twice_a_challenge_and_then_rarely()
    {
        await using var rig = await SipRig.StartAsync();
        await using var registration = Begin(rig);
        rig.Wire.Receive(SipText.Response((await NextAsync(rig)).Text, 401, toTag: "r", extra: Challenge));
        rig.Wire.Receive(SipText.Response((await NextAsync(rig)).Text, 401, toTag: "r", extra: Challenge));
        await StatusAsync(registration, status => status.Phase == RegistrationPhase.Waiting);
        Assert.StartsWith("401", registration.Status.LastAnswer, StringComparison.Ordinal);

        rig.Advance(299);
        rig.ExpectSilence();
        await DueAsync(rig);
    }

    [Fact]
    public async Task A_lost_connection_is_registered_anew_at_once()
    {
        await using var rig = await SipRig.StartAsync(kind: SipTransportKind.Tcp);
        await using var registration = Begin(rig, "sip:198.51.100.7;transport=tcp");
        var first = await NextAsync(rig);
        Assert.Equal("<sip:gw@192.0.2.1:5060;transport=tcp>;expires=3600", SipText.Header(first.Text, "Contact"));
        rig.Wire.Receive(Granted(first, 600));
        await StatusAsync(registration, status => status.IsRegistered);

        rig.Wire.Break();

        Assert.Equal("2 REGISTER", SipText.Header((await NextAsync(rig)).Text, "CSeq"));
    }

    [Fact]
    public async Task The_granted_interval_is_that_of_our_own_binding()
    {
        await using var rig = await SipRig.StartAsync();
        await using var registration = Begin(rig);
        var first = await NextAsync(rig);
        rig.Wire.Receive(SipText.Response(
            first.Text, 200, toTag: "r", extra: "Contact: <sip:gw@203.0.113.9:5060>;expires=9999\nContact: <sip:gw@192.0.2.1:5060>;expires=90\nExpires: 5000"));

        await StatusAsync(registration, status => status.IsRegistered);
        Assert.Equal(rig.Time.GetUtcNow().AddSeconds(90), registration.Status.ExpiresAt);
    }

    private static SipRegistration Begin(SipRig rig, string registrar = "sip:198.51.100.7")
    {
        var registration = new SipRegistration(
            rig.Endpoint.Transactions,
            new RegistrationOptions
            {
                Registrar = SipUri.Parse(registrar),
                AddressOfRecord = SipUri.Parse("sip:gw@carrier.example"),
                Credentials = new SipCredentials("gw", "secret"),
            },
            rig.Time,
            rig.Log.CreateLogger("registration"));
        registration.Start();
        return registration;
    }

    private static string Granted(LoopbackMessage register, int seconds) =>
        SipText.Response(register.Text, 200, toTag: "r", extra: $"Contact: {SipText.Header(register.Text, "Contact")!.Replace("3600", $"{seconds}", StringComparison.Ordinal)}");

    private static async Task<LoopbackMessage> NextAsync(SipRig rig)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (rig.Wire.IsSilent)
        {
            await Task.Delay(5, limit.Token);
        }

        return rig.Expect("REGISTER");
    }

    /// <summary>Time goes on until the next REGISTER is sent.</summary>
    private static async Task<LoopbackMessage> DueAsync(SipRig rig)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (rig.Wire.IsSilent)
        {
            rig.Advance(1);
            await Task.Delay(5, limit.Token);
        }

        return rig.Expect("REGISTER");
    }

    private static async Task StatusAsync(SipRegistration registration, Func<RegistrationStatus, bool> wanted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!wanted(registration.Status))
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
