using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Realtime.SipGateway.Store;

/// <summary>
/// A connection with its statements. SQLite prepares a statement once per command, so these are kept; Npgsql keeps them on the connection by
/// their text and wants a command for each use (one that is used again after it was prepared sends the old values).
/// </summary>
internal sealed class StoreStatements(DbConnection connection) : IDisposable
{
    private readonly Dictionary<string, DbCommand>? _kept = connection is SqliteConnection ? new(StringComparer.Ordinal) : null;

    public DbConnection Connection => connection;

    /// <summary>What SQLite writes most of; null on another database.</summary>
    public SqliteEventRows? EventRows { get; } = connection is SqliteConnection sqlite ? new SqliteEventRows(sqlite) : null;

    /// <summary>The client waits for a statement as long as it takes; for upgrades, whose time depends on how much there is.</summary>
    public bool IsPatient { get; set; }

    /// <summary>Rows that the statement changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = Bind(sql, parameters);
        try
        {
            return command.ExecuteNonQuery();
        }
        finally
        {
            LetGo(command);
        }
    }

    /// <summary>The first row as <paramref name="read"/> takes it; null without a row.</summary>
    public T? Query<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where T : class
    {
        var rows = QueryAll(sql, read, parameters);
        return rows.Count == 0 ? null : rows[0];
    }

    /// <summary>All rows.</summary>
    public List<T> QueryAll<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var rows = new List<T>();
        var command = Bind(sql, parameters);
        try
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                rows.Add(read(reader));
            }

            return rows;
        }
        finally
        {
            LetGo(command);
        }
    }

    public void Dispose()
    {
        EventRows?.Dispose();
        if (_kept is not null)
        {
            foreach (var command in _kept.Values)
            {
                command.Dispose();
            }
        }

        connection.Dispose();
    }

    private void LetGo(DbCommand command)
    {
        if (_kept is null)
        {
            command.Dispose();
        }
    }

    private DbCommand Bind(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        DbCommand? command = null;
        if (_kept?.TryGetValue(sql, out command) != true || command is null)
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // Constant texts of this folder only; values are parameters.
            command.CommandText = sql;
#pragma warning restore CA2100
            _kept?.Add(sql, command);
        }

        if (IsPatient)
        {
            command.CommandTimeout = 0;
        }

        while (command.Parameters.Count > parameters.Length)
        {
            command.Parameters.RemoveAt(command.Parameters.Count - 1);
        }

        // A kept statement has its parameters already.
        for (var index = 0; index < parameters.Length; index++)
        {
            var parameter = index < command.Parameters.Count ? command.Parameters[index] : Add(command);
            parameter.ParameterName = parameters[index].Name;
            parameter.Value = parameters[index].Value switch
            {
                null => DBNull.Value,
                // PostgreSQL's text cannot hold it.
                string text when text.Contains('\0', StringComparison.Ordinal) => text.Replace('\0', '\uFFFD'),
                var value => value,
            };
        }

        return command;
    }

    private static DbParameter Add(DbCommand command)
    {
        var parameter = command.CreateParameter();
        command.Parameters.Add(parameter);
        return parameter;
    }
}
