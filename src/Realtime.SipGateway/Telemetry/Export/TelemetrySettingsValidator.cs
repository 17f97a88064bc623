using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Telemetry.Export;

/// <summary>The rules that attributes cannot tell, and those of the <c>OTEL_*</c> settings, which the SDK itself would pass over in silence.</summary>
internal sealed class TelemetrySettingsValidator(IConfiguration configuration) : IValidateOptions<TelemetryOptions>
{
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options)
    {
        var faults = new List<string>();
        if (options.Attributes.Count > TelemetryOptions.MaxAttributes)
        {
            faults.Add($"{TelemetryOptions.Section}:Attributes: has {options.Attributes.Count} entries, at most {TelemetryOptions.MaxAttributes} are taken");
        }

        faults.AddRange(options.Attributes.Where(one => one.Value is not { Length: > 0 and <= 256 })
            .Select(one => $"{TelemetryOptions.Section}:Attributes:{one.Key}: must have 1 to 256 characters"));
        OtelSettings.Read(configuration, faults);
        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
