using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Cli.Calls;

/// <summary>Where the commands read calls: the configured store, or a running gateway's API.</summary>
internal interface ICallHistory : IAsyncDisposable
{
    /// <summary>In words, for messages.</summary>
    string Name { get; }

    /// <summary>Calls that live now, as far as this source knows of any.</summary>
    Task<IReadOnlyList<CallRecord>> LiveAsync(CancellationToken cancellationToken);

    /// <summary>Records of ended calls, newest first.</summary>
    IAsyncEnumerable<CallRecord> RecordsAsync(DateTimeOffset? before, CancellationToken cancellationToken);

    /// <summary>The call that is meant by an id of ours or its beginning, a Call-ID or the vendor's id; null when this source knows of none.</summary>
    Task<CallId?> ResolveAsync(string id, CancellationToken cancellationToken);

    Task<CallRecord?> FindRecordAsync(CallId call, CancellationToken cancellationToken);

    /// <summary>All stored events of a call, in order; empty when it is unknown.</summary>
    Task<IReadOnlyList<CallEvent>> EventsAsync(CallId call, CancellationToken cancellationToken);
}
