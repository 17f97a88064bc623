using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Rules;

[OptionsValidator]
internal sealed partial class PolicyOptionsValidator : IValidateOptions<PolicyOptions>;
