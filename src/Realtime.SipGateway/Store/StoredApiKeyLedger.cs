using System.Data.Common;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>API keys in the store; an index over the names of keys that are not revoked decides races between nodes.</summary>
internal sealed class StoredApiKeyLedger(StoreWriter writer, StoreDatabase database, TimeProvider time) : IApiKeyLedger
{
    public async ValueTask<bool> AddAsync(StoredApiKey key, CancellationToken cancellationToken) => await writer.WriteAsync(
        statements => statements.Execute(
            """
            INSERT INTO api_keys (id, name, hash, scope, created_at, created_by, expires_at)
            VALUES (@id, @name, @hash, @scope, @at, @by, @expires) ON CONFLICT DO NOTHING
            """,
            ("@id", key.Id), ("@name", key.Name), ("@hash", key.Hash), ("@scope", key.Scope), ("@at", StoreTime.Write(key.CreatedAt)),
            ("@by", key.CreatedBy), ("@expires", key.ExpiresAt is { } expires ? StoreTime.Write(expires) : null)) == 1,
        cancellationToken);

    public async ValueTask<IReadOnlyList<StoredApiKey>> ListAsync(CancellationToken cancellationToken) => await Task.Run(
        () => database.Read(
            "SELECT id, name, hash, scope, created_at, created_by, expires_at, last_used_at, revoked_at, revoked_by FROM api_keys ORDER BY created_at, id",
            Read),
        cancellationToken);

    public async ValueTask<bool> RevokeAsync(string id, string by, CancellationToken cancellationToken)
    {
        var at = StoreTime.Write(time.GetUtcNow());
        return await writer.WriteAsync(
            statements => statements.Execute(
                "UPDATE api_keys SET revoked_at = @at, revoked_by = @by WHERE id = @id AND revoked_at IS NULL", ("@at", at), ("@by", by), ("@id", id)) == 1,
            cancellationToken);
    }

    public void Used(string id, DateTimeOffset at)
    {
        var text = StoreTime.Write(at);
        writer.Post(new QueuedWrite(statements => statements.Execute("UPDATE api_keys SET last_used_at = @at WHERE id = @id", ("@at", text), ("@id", id))));
    }

    private static StoredApiKey Read(DbDataReader reader)
    {
        return new StoredApiKey(
            reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), StoreTime.Read(reader.GetString(4)), reader.GetString(5),
            Time(6), Time(7), Time(8), reader.IsDBNull(9) ? null : reader.GetString(9));

        DateTimeOffset? Time(int column) => reader.IsDBNull(column) ? null : StoreTime.Read(reader.GetString(column));
    }
}
