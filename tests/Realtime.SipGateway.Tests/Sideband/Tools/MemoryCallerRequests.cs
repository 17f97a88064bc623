using System.Collections.Concurrent;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Tests.Sideband.Tools;

/// <summary>Call backs and messages that are only remembered.</summary>
internal sealed class MemoryCallerRequests : ICallerRequests
{
    private readonly ConcurrentDictionary<string, CallerRequest> _requests = new();

    public IReadOnlyCollection<CallerRequest> All => [.. _requests.Values];

    public ValueTask AddAsync(CallerRequest request, CancellationToken cancellationToken)
    {
        _requests.TryAdd(request.Id, request);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<CallerRequest>> ListAsync(
        CallerRequestKind kind, bool? done, int count, DateTimeOffset? before, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> FinishAsync(CallerRequestKind kind, string id, string who, string? note, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
