using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Telemetry;

[OptionsValidator]
internal sealed partial class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>;
