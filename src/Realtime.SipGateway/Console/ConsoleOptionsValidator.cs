using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Console;

[OptionsValidator]
internal sealed partial class ConsoleOptionsValidator : IValidateOptions<ConsoleOptions>;
