namespace Realtime.SipGateway.Store;

/// <summary>Commits many writes at once, or all but those that are themselves at fault: they must not hold up the others for ever.</summary>
internal sealed class StoreTransaction(StoreDatabase database)
{
    private readonly List<EventWrite> _events = [];

    /// <summary>Returns the faulty ones and what is wrong with them; throws when the database is at fault.</summary>
    public Dictionary<StoreWrite, Exception> Commit(List<StoreWrite> batch, StoreStatements statements)
    {
        Begin(batch, statements);
        try
        {
            ApplyTogether(batch, statements);
            statements.Execute("COMMIT");
            return [];
        }
#pragma warning disable CA1031 // Whatever the reason, some write's fault: which one, the second try finds out.
        catch (Exception fault) when (!database.IsUnavailable(fault))
#pragma warning restore CA1031
        {
            statements.Execute("ROLLBACK");
        }

        Begin(batch, statements);
        var faulty = ApplyOneByOne(batch, statements);
        statements.Execute("COMMIT");
        return faulty;
    }

    private void Begin(List<StoreWrite> batch, StoreStatements statements)
    {
        database.SetDurability(statements, batch.Exists(static write => write.IsAwaited));
        statements.Execute(database.Begin);
    }

    /// <summary>Events first and at once: nothing else depends on their order among the rest.</summary>
    private void ApplyTogether(List<StoreWrite> batch, StoreStatements statements)
    {
        _events.Clear();
        _events.AddRange(batch.OfType<EventWrite>());
        if (_events.Count > 0)
        {
            database.Append(statements, _events);
        }

        foreach (var write in batch)
        {
            if (write is not EventWrite)
            {
                write.Apply(statements);
            }
        }
    }

    private Dictionary<StoreWrite, Exception> ApplyOneByOne(List<StoreWrite> batch, StoreStatements statements)
    {
        var faulty = new Dictionary<StoreWrite, Exception>();
        foreach (var write in batch)
        {
            statements.Execute("SAVEPOINT one");
            try
            {
                write.Apply(statements);
                statements.Execute("RELEASE SAVEPOINT one");
            }
#pragma warning disable CA1031 // A payload that cannot be written, whatever the reason, is this write's fault and nobody else's.
            catch (Exception fault) when (!database.IsUnavailable(fault))
#pragma warning restore CA1031
            {
                statements.Execute("ROLLBACK TO SAVEPOINT one");
                faulty[write] = fault;
            }
        }

        return faulty;
    }
}
