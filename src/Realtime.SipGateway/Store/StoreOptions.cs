using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Store;

/// <summary>Section <c>Store</c>: the database of call history, claims and tool runs.</summary>
public sealed class StoreOptions
{
    public const string Section = "Store";

    public const string DefaultPath = "data/gateway.db";

    /// <summary>Some minutes of a busy gateway while the disk is stuck; about 50 MB when full.</summary>
    public const int DefaultQueueLength = 50_000;

    /// <summary>Events wait this long for company, so that one disk flush serves many; claims never wait.</summary>
    public const int DefaultCommitIntervalMs = 20;

    /// <summary>Half a million events: hours of a busy gateway without its database.</summary>
    public const int DefaultSpoolMegabytes = 256;

    /// <summary>Name of the spool beside the database's file.</summary>
    public const string SpoolName = "gateway.spool";

    /// <summary>A file needs no server; several nodes need one.</summary>
    public StoreProvider Provider { get; set; } = StoreProvider.Sqlite;

    /// <summary>SQLite: the file. Relative to the folder of <c>appsettings.json</c>.</summary>
    [Required, MinLength(1)]
    public string Path { get; set; } = DefaultPath;

    /// <summary>PostgreSQL: reference (<c>env:</c>, <c>file:</c>) of a connection string with host, database, user, password.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>What committed events survive; the default costs one disk flush per <see cref="CommitIntervalMs"/>.</summary>
    public StoreDurability Durability { get; set; } = StoreDurability.Power;

    /// <summary>Writes that may wait for the disk, 100 to 1,000,000; events beyond are dropped and counted.</summary>
    [Range(100, 1_000_000)]
    public int QueueLength { get; set; } = DefaultQueueLength;

    /// <summary>1 to 1,000 ms.</summary>
    [Range(1, 1_000)]
    public int CommitIntervalMs { get; set; } = DefaultCommitIntervalMs;

    /// <summary>How callers' numbers are kept in events and records; live views show them all the same.</summary>
    public StoreNumbers Numbers { get; set; } = StoreNumbers.Full;

    /// <summary>Reference (<c>env:</c>, <c>file:</c>) of the secret key of <see cref="StoreNumbers.Hash"/>; another key is another hash.</summary>
    public string? NumberKey { get; set; }

    /// <summary>How long history is kept.</summary>
    [ValidateObjectMembers]
    public RetentionOptions Retention { get; set; } = new();

    /// <summary>Where events wait while the database does not take them; null: <see cref="SpoolName"/> in the folder of <see cref="Path"/>.</summary>
    [MinLength(1)]
    public string? SpoolPath { get; set; }

    /// <summary>Largest size of the spool, 0 (none) to 102,400.</summary>
    [Range(0, 102_400)]
    public int SpoolMegabytes { get; set; } = DefaultSpoolMegabytes;
}
