using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Sideband;
using Realtime.SipGateway.Sideband.Tools;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class SidebandOptionsTests
{
    [Theory]
    [InlineData(nameof(SidebandOptions.AttachTimeoutMs), 500, 5_000, 60_000)]
    [InlineData(nameof(SidebandOptions.ReconnectDeadlineMs), 0, 10_000, 120_000)]
    [InlineData(nameof(SidebandOptions.VendorEndGraceMs), 0, 2_000, 30_000)]
    [InlineData(nameof(SidebandOptions.DrainMs), 0, 300, 5_000)]
    [InlineData(nameof(SidebandOptions.ReadyGraceMs), 0, 500, 10_000)]
    [InlineData(nameof(SidebandOptions.KeepAliveIntervalMs), 1_000, 20_000, 300_000)]
    [InlineData(nameof(SidebandOptions.KeepAliveTimeoutMs), 1_000, 20_000, 300_000)]
    [InlineData(nameof(SidebandOptions.MaxMessageBytes), 65_536, 8_388_608, 67_108_864)]
    [InlineData(nameof(SidebandOptions.SendTimeoutMs), 100, 5_000, 60_000)]
    [InlineData(nameof(SidebandOptions.StopTimeoutMs), 100, 2_000, 30_000)]
    [InlineData(nameof(SidebandOptions.FarewellTimeoutMs), 0, 20_000, 120_000)]
    [InlineData(nameof(SidebandOptions.ResponseAnswerMs), 500, 5_000, 60_000)]
    [InlineData(nameof(SidebandOptions.MaxRunningTools), 1, 8, 64)]
    [InlineData(nameof(SidebandOptions.MaxConnections), 1, 4_000, 200_000)]
    public void Each_setting_has_its_default_and_its_bounds(string name, int least, int standard, int most)
    {
        var property = typeof(SidebandOptions).GetProperty(name)!;

        Assert.Equal(standard, property.GetValue(new SidebandOptions()));
        Assert.True(With(property, least).Succeeded);
        Assert.True(With(property, most).Succeeded);
        Assert.Contains(name, With(property, least - 1).FailureMessage, StringComparison.Ordinal);
        Assert.Contains(name, With(property, most + 1).FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_is_bounded() => Assert.All(
        typeof(SidebandOptions).GetProperties(), property => Assert.NotNull(property.GetCustomAttribute<RangeAttribute>()));

    [Fact]
    public void There_must_be_a_place_for_the_sideband_of_every_call()
    {
        var validator = new SidebandCapacityValidator(Options.Create(new CallsOptions { MaxActiveCalls = 5_000 }));

        Assert.Contains("Calls:MaxActiveCalls", validator.Validate(null, new SidebandOptions()).FailureMessage, StringComparison.Ordinal);
        Assert.True(validator.Validate(null, new SidebandOptions { MaxConnections = 5_000 }).Succeeded);
    }

    [Fact]
    public void Every_fault_of_the_secrets_is_told_and_none_of_their_values()
    {
        var options = new SecretsOptions
        {
            Secrets =
            {
                ["plain"] = new() { Value = "sk-hidden", Hosts = ["api.example.com"] },
                ["literal"] = new() { Value = "literal:sk-hidden", Hosts = ["api.example.com:8443"] },
                ["unset"] = new() { Value = "env:SIDEBAND_TEST_NOT_SET", Hosts = [] },
                ["star"] = new() { Value = "env:PATH", Hosts = ["*.example.com"] },
            },
        };

        var faults = new SecretsOptionsValidator().Validate(null, options).Failures!.ToList();

        Assert.Equal(5, faults.Count);
        Assert.DoesNotContain(faults, fault => fault.Contains("hidden", StringComparison.Ordinal));
        Assert.Equal(2, faults.Count(fault => fault.Contains("Secrets:unset", StringComparison.Ordinal)));
        Assert.Contains(faults, fault => fault.Contains("'*.example.com' is no host", StringComparison.Ordinal));
    }

    private static ValidateOptionsResult With(PropertyInfo property, int value)
    {
        var options = new SidebandOptions();
        property.SetValue(options, value);
        return new SidebandOptionsValidator().Validate(null, options);
    }
}
