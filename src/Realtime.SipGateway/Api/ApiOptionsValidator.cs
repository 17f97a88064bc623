using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Api;

[OptionsValidator]
internal sealed partial class ApiOptionsValidator : IValidateOptions<ApiOptions>;
