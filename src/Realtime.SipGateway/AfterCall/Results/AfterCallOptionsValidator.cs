using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.AfterCall.Results;

[OptionsValidator]
internal sealed partial class AfterCallOptionsValidator : IValidateOptions<AfterCallOptions>;
