using System.Data.Common;

namespace Realtime.SipGateway.Store;

/// <summary>
/// The database in one of two dialects. Statements are written once for both: named parameters with <c>@</c>, <c>ON CONFLICT</c>,
/// <c>RETURNING</c>, <c>LIMIT</c>, no functions of either; what differs is here.
/// </summary>
internal abstract class StoreDatabase
{
    /// <summary>Where it is, for people; never with a secret.</summary>
    public abstract string Name { get; }

    /// <summary>True where other gateway nodes use it at the same time.</summary>
    public abstract bool IsShared { get; }

    /// <summary>False of a file that nobody has made yet; a server says itself what it lacks.</summary>
    public virtual bool IsThere => true;

    /// <summary>Begins a transaction that writes.</summary>
    public abstract string Begin { get; }

    /// <summary>From now on this process is the node of its name: a second one is refused. Not called by commands that work beside a gateway.</summary>
    public virtual void BeNode()
    {
    }

    /// <summary>Makes sure that this process is the node of its name still; returns what stands against it.</summary>
    public virtual string? KeepNode(StoreStatements statements) => null;

    /// <summary>The one connection that writes.</summary>
    public abstract DbConnection OpenForWriting();

    /// <summary>For one query; sees what is committed.</summary>
    public abstract DbConnection OpenForReading();

    /// <summary>Lets go of connections that are kept for reading.</summary>
    public abstract void ClosePool();

    /// <summary>Brings the tables up to date. Throws <see cref="StoreException"/> when a later version of the gateway wrote them.</summary>
    public abstract void Upgrade(StoreStatements statements);

    /// <summary>True when the database is at fault, false when it is what was to be written.</summary>
    public abstract bool IsUnavailable(Exception fault);

    /// <summary>What an operator can do about a fault of the database.</summary>
    public abstract StoreException Explain(Exception fault);

    /// <summary>Called before a transaction is begun: whether its commit must survive a power loss whatever is set.</summary>
    public abstract void SetDurability(StoreStatements statements, bool always);

    /// <summary>Appends events, those of a call in order; what is there already is left as it is.</summary>
    public abstract void Append(StoreStatements statements, IReadOnlyList<EventWrite> events);

    /// <summary>Lets go of room that deleted rows took, and of what is left of them, as far as this is not done by itself.</summary>
    public virtual void GiveBack(StoreStatements statements)
    {
    }

    /// <summary>All rows of one query on a connection of its own. Throws <see cref="StoreException"/> with what is wrong.</summary>
    public List<T> Read<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        try
        {
            return ReadOnce(sql, read, parameters);
        }
        catch (DbException fault) when (IsShared && IsUnavailable(fault))
        {
            // A pooled connection does not know that its server was restarted; the next one is new.
            return ReadAgain(sql, read, parameters);
        }
        catch (DbException fault)
        {
            throw Explain(fault);
        }
    }

    private List<T> ReadAgain<T>(string sql, Func<DbDataReader, T> read, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        try
        {
            return ReadOnce(sql, read, parameters);
        }
        catch (DbException fault)
        {
            throw Explain(fault);
        }
    }

    private List<T> ReadOnce<T>(string sql, Func<DbDataReader, T> read, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var statements = new StoreStatements(OpenForReading());
        return statements.QueryAll(sql, read, parameters);
    }
}
