using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Signalling.Identity;

[OptionsValidator]
internal sealed partial class IdentityOptionsValidator : IValidateOptions<IdentityOptions>;
