using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Calls;

[OptionsValidator]
internal sealed partial class CallsOptionsValidator : IValidateOptions<CallsOptions>;
