using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls.Numbers;

namespace Realtime.SipGateway.Webhooks;

/// <summary>Checks <see cref="WebhooksOptions.Numbers"/>.</summary>
internal sealed class WebhookNumbersValidator : IValidateOptions<WebhooksOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhooksOptions options)
    {
        var faults = NumberOptionsValidator.Faults($"{WebhooksOptions.Section}:Numbers", options.Numbers).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
