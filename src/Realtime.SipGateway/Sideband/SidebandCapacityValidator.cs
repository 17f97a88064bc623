using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Sideband;

/// <summary>Every call that is let in must find a place for its sideband.</summary>
internal sealed class SidebandCapacityValidator(IOptions<CallsOptions> calls) : IValidateOptions<SidebandOptions>
{
    public ValidateOptionsResult Validate(string? name, SidebandOptions options) =>
        options.MaxConnections >= calls.Value.MaxActiveCalls
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{SidebandOptions.Section}:MaxConnections is {options.MaxConnections}, below {CallsOptions.Section}:MaxActiveCalls "
                + $"({calls.Value.MaxActiveCalls}); raise it to that at least, better to twice that");
}
