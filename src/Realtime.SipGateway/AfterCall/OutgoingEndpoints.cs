using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.AfterCall;

/// <summary>All endpoints of the site.</summary>
internal sealed class OutgoingEndpoints(IOptions<OutgoingOptions> options, TimeProvider time)
{
    public IReadOnlyList<OutgoingEndpoint> All { get; } =
        [.. options.Value.Endpoints.OrderBy(static one => one.Key, StringComparer.Ordinal).Select(one => new OutgoingEndpoint(one.Key, one.Value, time))];

    public OutgoingEndpoint? Find(string name) => All.FirstOrDefault(one => one.Name == name);
}
