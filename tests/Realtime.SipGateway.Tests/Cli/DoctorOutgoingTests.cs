using Realtime.SipGateway.Cli;
using Realtime.SipGateway.Tests.AfterCall;
using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.SipGateway.Tests.Cli;

[Collection(nameof(ConsoleCollection))]
public sealed class DoctorOutgoingTests
{
    [Fact]
    public async Task Endpoints_are_looked_at_without_being_told_anything()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var scenario = await GatewayScenario.StartAsync(receiver.Settings());
        using var command = CommandRun.Create(scenario.Folder);

        var (code, text, _) = await command.RunAsync(["doctor", .. scenario.Arguments]);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Matches("ok .*crm at http://127.0.0.1:\\d+/hook: takes connections", text);
        Assert.Matches("ok .*crm secret 1 .*: can be read", text);
        Assert.DoesNotContain(HookReceiver.Secret, text, StringComparison.Ordinal);
        Assert.Empty(receiver.Taken);
    }

    [Fact]
    public async Task An_address_that_may_not_be_reached_and_one_where_nobody_is_are_told_apart()
    {
        await using var receiver = await HookReceiver.StartAsync();
        var settings = receiver.Settings();
        settings["Webhooks:Outgoing:erp:Url"] = "http://127.0.0.1:1/hook";
        settings["Webhooks:Outgoing:erp:Secrets:0"] = "literal:" + HookReceiver.Secret;
        settings["Webhooks:Outgoing:far:Url"] = "https://10.255.255.1/hook";
        settings["Webhooks:Outgoing:far:Secrets:0"] = "file:" + Path.Combine(AppContext.BaseDirectory, "far.secret");
        await File.WriteAllTextAsync(Path.Combine(AppContext.BaseDirectory, "far.secret"), HookReceiver.Secret, TestContext.Current.CancellationToken);
        await using var scenario = await GatewayScenario.StartAsync(settings);
        using var command = CommandRun.Create(scenario.Folder);

        var (code, text, _) = await command.RunAsync(["doctor", .. scenario.Arguments]);

        Assert.Equal(ExitCode.No, code);
        Assert.Matches("(?i)fail .*far at https://10.255.255.1/hook: .*AllowPrivateAddresses", text);
        Assert.Matches("(?i)fail .*erp at http://127.0.0.1:1/hook: ", text);
    }
}
