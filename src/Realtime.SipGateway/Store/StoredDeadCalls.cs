using System.Text.Json;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>What <see cref="CrashedCalls"/> left of the calls that it finished; numbers unmasked, until their legs are hung up.</summary>
internal sealed class StoredDeadCalls(StoreWriter writer, StoreDatabase database, IOptions<CallsOptions> options, TimeProvider time) : IDeadCalls
{
    public async ValueTask<IReadOnlyList<DeadCall>> ListAsync(CancellationToken cancellationToken) => await Task.Run(
        () => database.Read(
                $"SELECT legs FROM dead_calls WHERE {StoreNodes.OwnOrGone} ORDER BY at",
                static reader => Parse(reader.GetString(0)),
                StoreNodes.Parameters(database, options.Value.Node, time))
            .OfType<DeadCall>().ToList(),
        cancellationToken);

    public async ValueTask EndedAsync(CallId call, CancellationToken cancellationToken) => await writer.WriteAsync(
        statements => statements.Execute("DELETE FROM dead_calls WHERE call_id = @call", ("@call", call.Value)), cancellationToken);

    /// <summary>Null for what another version of the gateway wrote; it goes when it is old.</summary>
    private static DeadCall? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CallSnapshotJson.Default.DeadCall);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
