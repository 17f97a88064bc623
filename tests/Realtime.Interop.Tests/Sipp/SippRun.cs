using System.Net;
using Realtime.Testing;
using Xunit;

namespace Realtime.Interop.Tests.Sipp;

/// <summary>One run of Debian's sipp through a scenario file of this folder: as a caller, or as what is called.</summary>
internal sealed class SippRun : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly string _folder;
    private readonly string _name;
    private readonly Stranger _sipp;

    private SippRun(string folder, string name, Stranger sipp)
    {
        _folder = folder;
        _name = name;
        _sipp = sipp;
    }

    /// <summary>The folder of all scenario files.</summary>
    public static string Scenarios { get; } = Path.Combine(FolderRules.RepositoryRoot(), "tests/Realtime.Interop.Tests/Sipp");

    /// <summary>Every message that it sent and received, in order.</summary>
    public string Messages => Read("messages.log");

    private string Told => $"---- {_name} ----\n{Read("errors.log")}\n{Messages}\n{_sipp.Output}";

    /// <summary>Calls to this address.</summary>
    /// <param name="scenario">File below this folder, without its ending.</param>
    /// <param name="transport"><c>udp</c> or <c>tcp</c>.</param>
    /// <param name="remote">Whom to call.</param>
    /// <param name="callId">The call's Call-ID.</param>
    /// <param name="more">Further arguments.</param>
    public static SippRun Call(string scenario, string transport, IPEndPoint remote, string callId, params string[] more) =>
        Start(scenario, transport, ["-cid_str", callId, "-r", "1", .. more, remote.ToString()]);

    /// <summary>Takes one call at this address.</summary>
    public static async Task<SippRun> TakeAsync(string scenario, string transport, IPEndPoint local, params string[] more)
    {
        var run = Start(scenario, transport, ["-p", $"{local.Port}", .. more]);
        await Ports.BoundAsync(local, transport);
        return run;
    }

    /// <summary>Waits until its call is over: exactly as the scenario says, or the test fails with all that was said.</summary>
    /// <param name="other">The other side of the call, whose view is told with a failure.</param>
    public async Task SucceedsAsync(SippRun? other = null)
    {
        var exit = await _sipp.EndAsync(Limit);
        Assert.True(exit == 0, $"sipp ended {_name} with {exit}.\n{Read("errors.log")}\n{Messages}\n{other?.Told}");
    }

    /// <summary>How often a line that starts so was received or sent.</summary>
    public int Count(string start) => Messages.Split('\n').Count(line => line.StartsWith(start, StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _sipp.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static SippRun Start(string scenario, string transport, string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("sipp-").FullName;
        return new SippRun(folder, scenario, Stranger.Start(
            "sipp", "sip-tester", folder,
            [
                "-sf", Path.Combine(Scenarios, scenario + ".xml"), .. arguments.Contains("-i") ? Array.Empty<string>() : ["-i", "127.0.0.1"], "-t", transport == "udp" ? "u1" : "t1", "-m", "1",
                "-trace_msg", "-message_file", "messages.log", "-trace_err", "-error_file", "errors.log", "-nostdin",
                "-recv_timeout", "45000", "-timeout", "240", "-timeout_error", .. arguments,
            ]));
    }

    private string Read(string file)
    {
        var path = Path.Combine(_folder, file);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }
}
