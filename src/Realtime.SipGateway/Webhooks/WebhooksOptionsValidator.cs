using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Webhooks;

[OptionsValidator]
internal sealed partial class WebhooksOptionsValidator : IValidateOptions<WebhooksOptions>;
