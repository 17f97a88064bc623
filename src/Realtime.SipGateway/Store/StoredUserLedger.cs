using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>Users of the console in the store.</summary>
internal sealed class StoredUserLedger(StoreWriter writer, StoreDatabase database) : IUserLedger
{
    public async ValueTask<bool> AddAsync(StoredUser user, CancellationToken cancellationToken) => await writer.WriteAsync(
        statements => statements.Execute(
            """
            INSERT INTO users (name, password_hash, scope, stamp, created_at, changed_at)
            VALUES (@name, @hash, @scope, @stamp, @created, @changed) ON CONFLICT DO NOTHING
            """,
            ("@name", user.Name), ("@hash", user.PasswordHash), ("@scope", user.Scope), ("@stamp", user.Stamp),
            ("@created", StoreTime.Write(user.CreatedAt)), ("@changed", StoreTime.Write(user.ChangedAt))) == 1,
        cancellationToken);

    public async ValueTask<IReadOnlyList<StoredUser>> ListAsync(CancellationToken cancellationToken) => await Task.Run(
        () => database.Read(
            "SELECT name, password_hash, scope, stamp, created_at, changed_at FROM users ORDER BY name",
            static reader => new StoredUser(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), StoreTime.Read(reader.GetString(4)), StoreTime.Read(reader.GetString(5)))),
        cancellationToken);

    public async ValueTask<bool> ChangeAsync(StoredUser user, CancellationToken cancellationToken) => await writer.WriteAsync(
        statements => statements.Execute(
            "UPDATE users SET password_hash = @hash, scope = @scope, stamp = @stamp, changed_at = @changed WHERE name = @name",
            ("@hash", user.PasswordHash), ("@scope", user.Scope), ("@stamp", user.Stamp), ("@changed", StoreTime.Write(user.ChangedAt)), ("@name", user.Name)) == 1,
        cancellationToken);

    public async ValueTask<bool> RemoveAsync(string name, CancellationToken cancellationToken) => await writer.WriteAsync(
        statements => statements.Execute("DELETE FROM users WHERE name = @name", ("@name", name)) == 1, cancellationToken);
}
