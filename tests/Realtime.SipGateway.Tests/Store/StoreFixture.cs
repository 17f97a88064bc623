using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Store;
using Realtime.Testing;

namespace Realtime.SipGateway.Tests.Store;

/// <summary>A store on a real file in a temporary folder, or on a real server, which outlives it so that it can be opened again.</summary>
internal sealed class StoreFixture : IAsyncDisposable
{
    private readonly bool _ownsFolder;

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private StoreFixture(string folder, bool ownsFolder, StoreOptions options, string node, PostgresServer? server)
    {
        _ownsFolder = ownsFolder;
        Folder = folder;
        var calls = Options.Create(new CallsOptions { Node = node });
        if (options.Provider == StoreProvider.Postgresql && options.ConnectionString is null)
        {
            options.ConnectionString = "literal:" + Prepare(server ?? PostgresServer.Shared, Path.GetFileName(folder).ToLowerInvariant(), ownsFolder);
        }

        var wrapped = Options.Create(options);
        var site = new Site { ContentRootPath = folder };
        Database = options.Provider == StoreProvider.Postgresql
            ? new PostgresDatabase(wrapped, calls)
            : new SqliteDatabase(wrapped, site);
        Spool = new StoreSpool(wrapped, site);
        var numbers = new NumberMask(wrapped);
        Search = new StoredCallSearch(Database, numbers);
        var metrics = new StoreMetrics(Meters);
        Writer = new StoreWriter(
            Database, Spool, Health, metrics,
            wrapped, TimeProvider.System, Log.CreateLogger<StoreWriter>());
        Events = new StoredCallEventLog(Writer, Database, numbers);
        Erasure = new CallErasure(Writer, Database, Spool, Health, numbers, Time);
        Purge = new StorePurge(Writer, Database, metrics, wrapped, Time, Log.CreateLogger<StorePurge>());
        Claims = new StoredClaimLedger(Writer, Database, calls, Time);
        Tools = new StoredToolLedger(Writer, Database, Time);
        Handovers = new StoredHandoverLedger(
            Writer, Database, new SnapshotSeal(Protection(new StoredKeyRing(Writer, Database, Time)), Log.CreateLogger<SnapshotSeal>()), calls, Time);
        DeadCalls = new StoredDeadCalls(Writer, Database, calls, Time);
        var crashed = new CrashedCalls(Database, numbers, calls, Time);
        Service = new StoreService(Writer, Database, crashed, calls, Time, Log.CreateLogger<StoreService>());
        Beat = new NodeBeat(Writer, Database, crashed, Health, calls, Time, Log.CreateLogger<NodeBeat>());
    }

    public string Folder { get; }

    public StoreDatabase Database { get; }

    /// <summary>The database's file, of SQLite.</summary>
    public SqliteDatabase File => (SqliteDatabase)Database;

    public StoreHealth Health { get; } = new();

    public RecordingLogger Log { get; } = new();

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public ManualTimeProvider Time { get; } = new();

    public StoreSpool Spool { get; }

    public StoreWriter Writer { get; }

    public ICallEventLog Events { get; }

    public IClaimLedger Claims { get; }

    public IToolLedger Tools { get; }

    public IHandoverLedger Handovers { get; }

    public IDeadCalls DeadCalls { get; }

    public ICallSearch Search { get; }

    public ICallErasure Erasure { get; }

    public StorePurge Purge { get; }

    public NodeBeat Beat { get; }

    public StoreService Service { get; }

    /// <summary>Opens the store in a new folder, or again in one that another fixture owns.</summary>
    public static async Task<StoreFixture> OpenAsync(
        string? folder = null, StoreOptions? options = null, string node = "node-2", PostgresServer? server = null)
    {
        var fixture = Create(folder, options, node, server);
        await fixture.Service.StartingAsync(CancellationToken.None);
        return fixture;
    }

    public static StoreFixture Create(string? folder = null, StoreOptions? options = null, string node = "node-2", PostgresServer? server = null) =>
        new(folder ?? Directory.CreateTempSubdirectory("store-").FullName, folder is null, options ?? new StoreOptions(), node, server);

    /// <summary>A store on a server that nobody prepared.</summary>
    public static StoreFixture CreateAt(string connectionString) =>
        Create(null, new StoreOptions { Provider = StoreProvider.Postgresql, ConnectionString = "literal:" + connectionString });

    /// <summary>What another process that holds the file would do.</summary>
    public StoreStatements Lock()
    {
        var statements = new StoreStatements(Database.OpenForWriting());
        statements.Execute(
            Database.IsShared ? "BEGIN; LOCK TABLE calls, call_events, claims, policy_versions, policy_draft IN EXCLUSIVE MODE" : "BEGIN EXCLUSIVE");
        return statements;
    }

    public object? Scalar(string sql) => Database.Read(sql, static reader => reader.GetValue(0)).FirstOrDefault();

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        await _services.DisposeAsync();
        Log.Dispose();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static IDataProtectionProvider Protection(IXmlRepository keys) => new ServiceCollection()
        .AddDataProtection().SetApplicationName("Test").Services
        .Configure<KeyManagementOptions>(options => options.XmlRepository = keys)
        .BuildServiceProvider().GetRequiredService<IDataProtectionProvider>();

    /// <summary>A database is to a server what a file is to a folder.</summary>
    private static string Prepare(PostgresServer server, string name, bool isNew)
    {
        if (isNew)
        {
            server.CreateDatabase(name);
        }

        return server.ConnectionString(name);
    }

    private sealed class Site : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Test";

        public string ApplicationName { get; set; } = "Test";

        public required string ContentRootPath { get; set; }

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
