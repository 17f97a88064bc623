using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Signalling.Drain;

[OptionsValidator]
internal sealed partial class DrainOptionsValidator : IValidateOptions<DrainOptions>;
