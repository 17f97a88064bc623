using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

/// <summary>
/// The system's PostgreSQL on a cluster of its own in a temporary folder, loopback only, for as long as the test process lives: a shell holds it
/// and stops it when the process's end of a pipe goes away, however that happens.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    private static readonly Lazy<PostgresServer> Only = new(static () => new PostgresServer());

    private readonly string _folder;
    private readonly string _binaries;
    private Process? _shell;

    public PostgresServer()
    {
        _binaries = FindBinaries() ?? throw new InvalidOperationException("PostgreSQL is not installed.");
        _folder = Directory.CreateTempSubdirectory("postgres-").FullName;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        if (IsRoot)
        {
            Run("chown", "nobody", _folder);
        }

        Run("sh", "-c", $"cd {_folder} && {AsUser}{_binaries}/initdb -D {_folder}/data -U gateway -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null");
        Start();
    }

    /// <summary>One for all tests.</summary>
    public static PostgresServer Shared => Only.Value;

    public int Port { get; }

    private static bool IsRoot => Environment.UserName == "root";

    /// <summary>The server refuses to run as root.</summary>
    private static string AsUser => IsRoot ? "setpriv --reuid=nobody --clear-groups " : "";

    /// <summary>Skips the test where PostgreSQL is not installed.</summary>
    public static void Require() => Assert.SkipWhen(FindBinaries() is null, "PostgreSQL is not installed (Debian: postgresql).");

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Username=gateway;Database={database}";

    public void CreateDatabase(string name)
    {
        using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE \"{name}\"";
        command.ExecuteNonQuery();
    }

    /// <summary>Starts it, again too; returns when it answers.</summary>
    public void Start()
    {
        var server = $"{AsUser}{_binaries}/postgres -D {_folder}/data -p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} "
            + "-c fsync=off -c max_connections=300 -c shared_buffers=32MB -c logging_collector=off";
        _shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"cd {_folder}; {server} >>{_folder}/log 2>&1 & pid=$!; read line; kill -QUIT $pid; wait $pid"])
        {
            RedirectStandardInput = true,
        })!;
        var until = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false;Timeout=2");
                connection.Open();
                return;
            }
            catch (NpgsqlException) when (until.Elapsed < TimeSpan.FromSeconds(30))
            {
                Thread.Sleep(50);
            }
        }
    }

    /// <summary>Kills it without a word, as a power loss would.</summary>
    public void Kill()
    {
        _shell?.StandardInput.Close();
        _shell?.WaitForExit();
        _shell?.Dispose();
        _shell = null;
    }

    public void Dispose()
    {
        Kill();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Debian keeps them out of the path.</summary>
    private static string? FindBinaries() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).FirstOrDefault(bin => File.Exists(bin + "/postgres"))
            : null;

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
