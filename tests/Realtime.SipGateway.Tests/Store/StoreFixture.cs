using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Store;
using Realtime.Testing;

namespace Realtime.SipGateway.Tests.Store;

/// <summary>A store on a real file in a temporary folder, which outlives it so that it can be opened again.</summary>
internal sealed class StoreFixture : IAsyncDisposable
{
    private readonly bool _ownsFolder;

    private StoreFixture(string folder, bool ownsFolder, StoreOptions options)
    {
        _ownsFolder = ownsFolder;
        Folder = folder;
        var wrapped = Options.Create(options);
        File = new StoreFile(wrapped, new Site { ContentRootPath = folder });
        Writer = new StoreWriter(
            File, Health, new StoreMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()),
            wrapped, TimeProvider.System, Log.CreateLogger<StoreWriter>());
        Events = new SqliteCallEventLog(Writer, File);
        Claims = new SqliteClaimLedger(Writer, File, Time);
        Tools = new SqliteToolLedger(Writer, Time);
        Service = new StoreService(Writer, new CrashedCalls(Options.Create(new CallsOptions { Node = "node-2" }), Time), Log.CreateLogger<StoreService>());
    }

    public string Folder { get; }

    public StoreFile File { get; }

    public StoreHealth Health { get; } = new();

    public RecordingLogger Log { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    public StoreWriter Writer { get; }

    public ICallEventLog Events { get; }

    public IClaimLedger Claims { get; }

    public IToolLedger Tools { get; }

    public StoreService Service { get; }

    /// <summary>Opens the store in a new folder, or again in one that another fixture owns.</summary>
    public static async Task<StoreFixture> OpenAsync(string? folder = null, StoreOptions? options = null)
    {
        var fixture = Create(folder, options);
        await fixture.Service.StartingAsync(CancellationToken.None);
        return fixture;
    }

    public static StoreFixture Create(string? folder = null, StoreOptions? options = null) =>
        new(folder ?? Directory.CreateTempSubdirectory("store-").FullName, folder is null, options ?? new StoreOptions());

    /// <summary>What another process that holds the file would do.</summary>
    public SqliteConnection Lock()
    {
        var connection = File.OpenForWriting();
        StoreFile.Execute(connection, "BEGIN EXCLUSIVE");
        return connection;
    }

    public object? Scalar(string sql)
    {
        using var connection = File.OpenForReading();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        Log.Dispose();
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private sealed class Site : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Test";

        public string ApplicationName { get; set; } = "Test";

        public required string ContentRootPath { get; set; }

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
