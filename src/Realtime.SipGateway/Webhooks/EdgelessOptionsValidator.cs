using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls.Numbers;

namespace Realtime.SipGateway.Webhooks;

/// <summary>Checks <see cref="WebhooksOptions.Numbers"/> and <see cref="WebhooksOptions.Headers"/>.</summary>
internal sealed class EdgelessOptionsValidator : IValidateOptions<WebhooksOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhooksOptions options)
    {
        var faults = NumberOptionsValidator.Faults($"{WebhooksOptions.Section}:Numbers", options.Numbers)
            .Concat(EdgelessHeaders.Faults($"{WebhooksOptions.Section}:Headers", options.Headers))
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
