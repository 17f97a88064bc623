using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.OpenAi;

/// <summary>The single fields of a target; what they mean together is in <see cref="TargetsOptionsValidator"/>.</summary>
[OptionsValidator]
internal sealed partial class TargetOptionsValidator : IValidateOptions<TargetOptions>;
