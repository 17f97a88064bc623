using Realtime.SipGateway.AfterCall;
using Xunit;

namespace Realtime.SipGateway.Tests.AfterCall;

public sealed class OutgoingOptionsTests
{
    [Fact]
    public void A_whole_endpoint_is_taken()
    {
        var options = new OutgoingOptions();
        options.Endpoints["crm"] = new OutgoingEndpointOptions
        {
            Url = "http://127.0.0.1:8080/hook",
            Secrets = { "literal:" + HookReceiver.Secret },
            Events = { "call.ended" },
            Include = { "none" },
        };

        Assert.True(new OutgoingOptionsValidator().Validate(null, options).Succeeded);
    }

    [Fact]
    public void Every_fault_is_told_at_once_and_no_secret_with_it()
    {
        var options = new OutgoingOptions();
        options.Endpoints["a b"] = new OutgoingEndpointOptions
        {
            Url = "http://crm.example.com/hook",
            Secrets = { "literal:" + HookReceiver.Secret, "env:NO_SUCH_VARIABLE_HERE", "plain-secret" },
            Events = { "call.lost" },
            Include = { "none", "audio" },
            TimeoutMs = 1,
            MaxAttempts = 11,
        };
        options.Endpoints["weak"] = new OutgoingEndpointOptions { Url = "https://user@crm.example.com/", Secrets = { "file:/dev/null" } };

        var faults = new OutgoingOptionsValidator().Validate(null, options).Failures!.ToList();

        string[] parts = ["is no name", "is http", "holds the secret itself", "not set", "no secret reference", "'call.lost'", "'audio'", "stands alone", ":TimeoutMs", ":MaxAttempts", "has a user", "weak:Secrets:0"];
        Assert.All(parts, part => Assert.Contains(faults, fault => fault.Contains(part, StringComparison.Ordinal)));
        Assert.DoesNotContain(faults, fault => fault.Contains(HookReceiver.Secret, StringComparison.Ordinal) || fault.Contains("plain-secret", StringComparison.Ordinal));
    }
}
