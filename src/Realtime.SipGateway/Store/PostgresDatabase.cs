using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.Store;

/// <summary>
/// A PostgreSQL server that several nodes share. Each node holds a lock of its own name for as long as its writing connection lives, so that
/// two processes of one name do not end each other's calls.
/// </summary>
internal sealed class PostgresDatabase : StoreDatabase
{
    /// <summary>How long a predecessor of this node's name may take to go away; the server notices a dead process at once.</summary>
    private const int NodeLockWaitMs = 10_000;

    /// <summary>A server that does not answer is given up after this; awaited writes wait no longer.</summary>
    private const int ConnectSeconds = 3;

    /// <summary>Milliseconds for one statement of the writer; the client gives up a second later.</summary>
    private const int WriteTimeoutMs = 5_000;

    /// <summary>Milliseconds for one query of the history.</summary>
    private const int ReadTimeoutMs = 15_000;

    /// <summary>Connections for reading: the REST API and the console ask for one each at a time.</summary>
    private const int MaxReaders = 16;

    /// <summary>Statements that the server keeps prepared per connection: all of this folder.</summary>
    private const int MaxPrepared = 64;

    private readonly SecretReference _text;
    private readonly string _node;
    private readonly bool _power;
    private bool _isNode;
    private bool _hasHeldLock;
    private bool _holdsLock;
    private bool _always;

    public PostgresDatabase(IOptions<StoreOptions> options, IOptions<CallsOptions> calls)
    {
        _text = SecretReference.Parse(options.Value.ConnectionString ?? "");
        _node = calls.Value.Node;
        _power = options.Value.Durability == StoreDurability.Power;
    }

    public override string Name
    {
        get
        {
            try
            {
                var text = new NpgsqlConnectionStringBuilder(_text.Read());
                return $"PostgreSQL {text.Host}:{text.Port}/{text.Database}";
            }
#pragma warning disable CA1031 // It stands in messages about what went wrong, maybe this: what cannot be read now must not hide them.
            catch (Exception)
#pragma warning restore CA1031
            {
                return "PostgreSQL";
            }
        }
    }

    public override bool IsShared => true;

    public override string Begin => "BEGIN";

    /// <summary>True when what is sent to the server can be read on the way: no TLS, and not this machine.</summary>
    public bool IsReadableOnTheWay
    {
        get
        {
            var text = new NpgsqlConnectionStringBuilder(_text.Read());
            return text.SslMode < SslMode.Require && text.Host is { } host && !host.StartsWith('/') && host is not ("localhost" or "127.0.0.1" or "::1");
        }
    }

    public override void BeNode() => _isNode = true;

    public override DbConnection OpenForWriting()
    {
        var text = Text($"-c statement_timeout={WriteTimeoutMs} -c lock_timeout=2000 -c synchronous_commit={(_power ? "on" : "off")}");
        text.Pooling = false;
        text.CommandTimeout = (WriteTimeoutMs / 1_000) + 1;
        var connection = new NpgsqlConnection(text.ConnectionString);
        try
        {
            connection.Open();
            if (_isNode)
            {
                HoldNodeLock(connection);
            }

            _always = false;
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public override DbConnection OpenForReading()
    {
        var text = Text($"-c statement_timeout={ReadTimeoutMs} -c default_transaction_read_only=on");
        text.MaxPoolSize = MaxReaders;
        text.CommandTimeout = (ReadTimeoutMs / 1_000) + 1;
        var connection = new NpgsqlConnection(text.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public override void ClosePool()
    {
        using var connection = new NpgsqlConnection(Text($"-c statement_timeout={ReadTimeoutMs} -c default_transaction_read_only=on").ConnectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    public override void Upgrade(StoreStatements statements) => StoreSchema.UpgradePostgres(statements, Name);

    public override bool IsUnavailable(Exception fault) => fault switch
    {
        // Classes 22 (data), 23 (constraint), 42 (statement) and P0 (trigger) are about what was to be written; a taken right (42501) is not.
        PostgresException { SqlState: "42501" } => true,
        PostgresException { SqlState: var state } => !(state.StartsWith("22", StringComparison.Ordinal)
            || state.StartsWith("23", StringComparison.Ordinal) || state.StartsWith("42", StringComparison.Ordinal) || state.StartsWith("P0", StringComparison.Ordinal)),
        NpgsqlException or TimeoutException or IOException => true,
        _ => false,
    };

    public override StoreException Explain(Exception fault)
    {
        var why = fault switch
        {
            PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } when _isNode && !_hasHeldLock =>
                $"is used by another gateway process that is called {_node} too; give each node its own Calls:Node",
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
                "refuses the user or the password; see what Store:ConnectionString names",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => "has no such database; create it",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => "denies the user a right; it needs to own its tables",
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "cannot grow: the server's disk is full",
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => "is read-only; a standby answers where the primary should",
            PostgresException => "refuses a statement",
            NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException => "cannot be reached, or broke off",
            _ => "cannot be used",
        };
        return new StoreException($"The store {Name} {why} ({fault.Message})", fault);
    }

    public override string? KeepNode(StoreStatements statements)
    {
        if (_isNode && !_holdsLock)
        {
            HoldNodeLock((NpgsqlConnection)statements.Connection);
        }

        return !_isNode || _holdsLock ? null : $"Another connection holds the name of this node, {_node}, in {Name}: maybe a second process is called so";
    }

    public override void SetDurability(StoreStatements statements, bool always)
    {
        if (!_power && always != _always)
        {
            statements.Execute(always ? "SET synchronous_commit = on" : "SET synchronous_commit = off");
            _always = always;
        }
    }

    public override void Append(StoreStatements statements, IReadOnlyList<EventWrite> events)
    {
        // One statement for all, whatever their number: a round trip costs more than a row.
        statements.Execute(
            """
            INSERT INTO calls (call_id, started_at, node)
            SELECT call_id, min(at), min(node) FROM unnest(@calls, @ats, @nodes) AS e (call_id, at, node) GROUP BY call_id
            ON CONFLICT DO NOTHING
            """,
            ("@calls", Column(events, static one => one.Call)), ("@ats", Column(events, static one => one.At)),
            ("@nodes", Column(events, static one => one.Node)));
        statements.Execute(
            """
            INSERT INTO call_events (call_id, seq, at, node, v, type, data)
            SELECT * FROM unnest(@calls, @seqs, @ats, @nodes, @vs, @types, @datas)
            ON CONFLICT DO NOTHING
            """,
            ("@calls", Column(events, static one => one.Call)), ("@seqs", Column(events, static one => one.Sequence)),
            ("@ats", Column(events, static one => one.At)), ("@nodes", Column(events, static one => one.Node)),
            ("@vs", Column(events, static one => (long)one.Version)), ("@types", Column(events, static one => one.Type)),
            ("@datas", Column(events, static one => one.Data)));
        var keyed = events.Where(static one => one.Key is not null).ToList();
        if (keyed.Count > 0)
        {
            statements.Execute(
                "INSERT INTO call_keys (id, call_id) SELECT * FROM unnest(@ids, @calls) ON CONFLICT DO NOTHING",
                ("@ids", Column(keyed, static one => one.Key!)), ("@calls", Column(keyed, static one => one.Call)));
        }

        foreach (var one in events)
        {
            StoreRows.FollowCall(statements, one);
        }
    }

    private static T[] Column<T>(IReadOnlyList<EventWrite> events, Func<EventWrite, T> of)
    {
        var column = new T[events.Count];
        for (var index = 0; index < column.Length; index++)
        {
            column[index] = of(events[index]);
        }

        return column;
    }

    /// <summary>At the start it waits for a predecessor; later the server may not have noticed yet that the old connection is dead.</summary>
    private void HoldNodeLock(NpgsqlConnection connection)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes("Realtime.SipGateway node " + _node));
        using var command = connection.CreateCommand();
        command.CommandText = _hasHeldLock
            ? "SELECT pg_try_advisory_lock(@key)"
            : $"SET lock_timeout = {NodeLockWaitMs}; SET statement_timeout = {2 * NodeLockWaitMs}; SELECT pg_advisory_lock(@key); RESET lock_timeout; RESET statement_timeout";
        command.CommandTimeout = 2 * NodeLockWaitMs / 1_000;
        command.Parameters.AddWithValue("key", BinaryPrimitives.ReadInt64BigEndian(hash));
        _holdsLock = command.ExecuteScalar() is not false;
        _hasHeldLock = true;
    }

    private NpgsqlConnectionStringBuilder Text(string sessionOptions)
    {
        var text = new NpgsqlConnectionStringBuilder(_text.Read());
        text.Options = $"{sessionOptions} {text.Options}".TrimEnd();
        text.ApplicationName ??= "Realtime.SipGateway " + _node;
        text.Timeout = ConnectSeconds;
        text.KeepAlive = text.KeepAlive == 0 ? 10 : text.KeepAlive;
        text.MaxAutoPrepare = MaxPrepared;
        text.AutoPrepareMinUsages = 2;
        text.Enlist = false;
        return text;
    }
}
