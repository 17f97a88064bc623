using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using SQLitePCL;

namespace Realtime.SipGateway.Store;

/// <summary>One file: where it lies, how it is opened.</summary>
internal sealed class SqliteDatabase : StoreDatabase
{
    /// <summary>Seconds that a statement waits for a lock; a webhook's answer waits as long.</summary>
    private const int LockTimeoutSeconds = 1;

    /// <summary>40 MB at a time: a moment's work.</summary>
    private const int PagesGivenBack = 10_000;

    /// <summary>Calls of the batch that is written whose row is there.</summary>
    private readonly HashSet<string> _withRow = new(StringComparer.Ordinal);

    private readonly bool _power;
    private bool _full;

    public SqliteDatabase(IOptions<StoreOptions> options, IHostEnvironment environment)
    {
        SqliteLibrary.Use();
        FullPath = Path.GetFullPath(options.Value.Path, environment.ContentRootPath);
        _power = options.Value.Durability == StoreDurability.Power;
    }

    public string FullPath { get; }

    public override string Name => FullPath;

    public override bool IsShared => false;

    public override bool IsThere => File.Exists(FullPath);

    public override string Begin => "BEGIN IMMEDIATE";

    public override DbConnection OpenForWriting()
    {
        StoreFolder.Create(FullPath);
        var connection = Open(SqliteOpenMode.ReadWriteCreate, pooling: false);
        try
        {
            // What is deleted is overwritten: snapshots hold media keys, events what callers said.
            Execute(
                connection,
                "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864; PRAGMA secure_delete = ON;");
            _full = true;
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
        var connection = Open(SqliteOpenMode.ReadWrite, pooling: true);
        Execute(connection, "PRAGMA query_only = ON;");
        return connection;
    }

    public override void ClosePool()
    {
        using var connection = new SqliteConnection(Text(SqliteOpenMode.ReadWrite, pooling: true));
        SqliteConnection.ClearPool(connection);
    }

    public override void Upgrade(StoreStatements statements) => StoreSchema.UpgradeSqlite(statements, FullPath);

    public override bool IsUnavailable(Exception fault) => fault is IOException or UnauthorizedAccessException
        || (fault is SqliteException sqlite && sqlite.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_NOMEM
            or raw.SQLITE_READONLY or raw.SQLITE_INTERRUPT or raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN
            or raw.SQLITE_PROTOCOL or raw.SQLITE_NOTADB);

    public override StoreException Explain(Exception fault)
    {
        var why = fault switch
        {
            SqliteException { SqliteErrorCode: raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT } =>
                "is no SQLite database or is damaged; move it away and restart (call history starts anew), or restore a backup",
            SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } =>
                "is locked by another process; one gateway process uses one file",
            SqliteException { SqliteErrorCode: raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN } =>
                "cannot be written; give the gateway's user write access to the folder, or set Store:Path",
            SqliteException { SqliteErrorCode: raw.SQLITE_FULL } => "cannot grow: the disk is full",
            IOException or UnauthorizedAccessException => "cannot be created; set Store:Path to a folder the gateway's user may write",
            _ => "cannot be used",
        };
        return new StoreException($"The store {FullPath} {why} ({fault.Message})", fault);
    }

    public override void SetDurability(StoreStatements statements, bool always)
    {
        // In WAL mode FULL makes a commit wait for the disk; NORMAL leaves that to the next checkpoint, or to the next commit with FULL.
        var full = _power || always;
        if (full != _full)
        {
            statements.Execute(full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            _full = full;
        }
    }

    public override void Append(StoreStatements statements, IReadOnlyList<EventWrite> events)
    {
        _withRow.Clear();
        foreach (var one in events)
        {
            if (_withRow.Add(one.Call))
            {
                StoreRows.HaveCall(statements, one);
            }

            StoreRows.AppendEvent(statements, one);
        }
    }

    public override void GiveBack(StoreStatements statements) => statements.Execute(
        string.Create(CultureInfo.InvariantCulture, $"PRAGMA incremental_vacuum({PagesGivenBack})"));

    public static void Execute(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts of this folder only.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private SqliteConnection Open(SqliteOpenMode mode, bool pooling)
    {
        var connection = new SqliteConnection(Text(mode, pooling));
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

    private string Text(SqliteOpenMode mode, bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = FullPath,
        Mode = mode,
        Pooling = pooling,
        DefaultTimeout = LockTimeoutSeconds,
    }.ToString();
}
