namespace Realtime.SipGateway.Tests.Cli;

/// <summary>A command of the gateway, run in this process on settings of its own folder, with what it wrote.</summary>
internal sealed class CommandRun : IDisposable
{
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    /// <summary>What this flow's command writes to; other tests that write meanwhile write where they did.</summary>
    private static readonly AsyncLocal<TextWriter?> Output = new();

    private static readonly AsyncLocal<TextWriter?> Error = new();

    private readonly bool _ownsFolder;

    private CommandRun(string folder, bool ownsFolder) => (Folder, _ownsFolder) = (folder, ownsFolder);

    public string Folder { get; }

    /// <param name="folder">Of somebody's store and policy; a new one when null.</param>
    public static CommandRun Create(string? folder = null) => new(folder ?? Directory.CreateTempSubdirectory("command-").FullName, folder is null);

    /// <summary>Runs it; settings of the folder are added.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(string[] words, string input = "")
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        // The readers and writers are the process's own: one command at a time has them.
        await OneAtATime.WaitAsync();
        var (beforeIn, beforeOut, beforeError) = (System.Console.In, System.Console.Out, System.Console.Error);
        try
        {
            System.Console.SetIn(new StringReader(input));
            (Output.Value, Error.Value) = (output, error);
            System.Console.SetOut(new FlowWriter(Output, beforeOut));
            System.Console.SetError(new FlowWriter(Error, beforeError));
            var code = await StartUp.RunAsync([.. words, $"--Store:Path={Folder}/gateway.db", $"--Policy:File={Folder}/policy.json"]);
            return (code, output.ToString(), error.ToString());
        }
        finally
        {
            System.Console.SetIn(beforeIn);
            System.Console.SetOut(beforeOut);
            System.Console.SetError(beforeError);
            OneAtATime.Release();
        }
    }

    public void Dispose()
    {
        if (_ownsFolder)
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
