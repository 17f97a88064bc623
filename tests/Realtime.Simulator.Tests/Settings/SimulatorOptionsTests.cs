using Microsoft.Extensions.Options;
using Realtime.Simulator.Settings;
using Realtime.Simulator.Tests.Scenarios;

namespace Realtime.Simulator.Tests.Settings;

public sealed class SimulatorOptionsTests
{
    private readonly SimulatorOptionsValidator _validator = new();

    [Fact]
    public void The_defaults_are_right() => Assert.True(_validator.Validate(null, new SimulatorOptions()).Succeeded);

    [Fact]
    public async Task All_faults_stop_the_start_in_one_message()
    {
        var fault = await Assert.ThrowsAsync<OptionsValidationException>(
            () => SimulatorUnderTest.StartAsync(("ListenAddress", "here"), ("ApiPort", "70000"), ("WebhookUrl", "ftp://x"), ("Pace", "0"), ("Script", "/none.json")));

        foreach (var expected in new[] { "ListenAddress", "ApiPort", "WebhookUrl", "Pace", "Script" })
        {
            Assert.Contains("Simulator:" + expected, fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("whsec_AAAA", true)]
    [InlineData("raw", true)]
    [InlineData("", false)]
    [InlineData("whsec_!", false)]
    public void A_secret_is_raw_or_encoded(string secret, bool isRight) =>
        Assert.Equal(isRight, _validator.Validate(null, new SimulatorOptions { WebhookSecret = secret }).Succeeded);
}
