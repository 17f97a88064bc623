using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Sideband;

[OptionsValidator]
internal sealed partial class SidebandOptionsValidator : IValidateOptions<SidebandOptions>;
