using Realtime.SipGateway.Calls.Outgoing;

namespace Realtime.SipGateway.Tests.Api;

/// <summary>One endpoint that takes everything.</summary>
internal sealed class MemoryOutgoing : IOutgoingWebhooks
{
    public ValueTask<IReadOnlyList<OutgoingEndpointStatus>> ListAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<OutgoingEndpointStatus>>([new("crm", "https://crm.example.com/hook", [OutgoingTypes.Ended], 2, null, 1, null)]);

    public Task<OutgoingTestResult?> TestAsync(string endpoint, CancellationToken cancellationToken) =>
        Task.FromResult(endpoint == "crm" ? new OutgoingTestResult(true, 204, null, 12) : null);
}
