using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Store;

[OptionsValidator]
internal sealed partial class StoreOptionsValidator : IValidateOptions<StoreOptions>;
