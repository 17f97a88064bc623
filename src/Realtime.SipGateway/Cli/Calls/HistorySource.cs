using System.CommandLine;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Diagnosis;
using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Cli.Calls;

/// <summary>The options that say where calls are read, and what is done with a history.</summary>
internal sealed class HistorySource
{
    public const string DefaultKeyVariable = "GATEWAY_API_KEY";

    private readonly Option<string?> _url = new("--url")
    {
        Description = "Ask a running gateway, such as https://gateway.example.com, instead of reading the configured store.",
    };

    private readonly Option<string> _key = new("--key-env")
    {
        Description = "Environment variable that holds an API key of scope viewer, for --url.",
        DefaultValueFactory = static _ => DefaultKeyVariable,
    };

    private readonly Option<bool> _full = new("--full") { Description = "Show numbers, names, transcripts and tool payloads as they are stored." };

    private readonly CommandSite _site;

    public HistorySource(CommandSite site, Command command, bool hasWords = true)
    {
        _site = site;
        command.Options.Add(_url);
        command.Options.Add(_key);
        command.Options.Add(Json);
        if (hasWords)
        {
            command.Options.Add(_full);
        }
    }

    public Option<bool> Json { get; } = CommandOutput.JsonOption();

    public Discretion Show(ParseResult parsed) =>
        parsed.GetValue(_full) ? Discretion.Full : Discretion.Discreet;

    /// <summary>Opens the history, does the work and tells what went wrong.</summary>
    public async Task<int> UseAsync(ParseResult parsed, Func<ICallHistory, Task<int>> work)
    {
        try
        {
            await using var history = Open(parsed);
            return await work(history);
        }
        catch (CommandFaultException fault)
        {
            await parsed.Error().WriteLineAsync(fault.Message);
            return fault.ExitCode;
        }
    }

    private ICallHistory Open(ParseResult parsed)
    {
        if (parsed.GetValue(_url) is not { } url)
        {
            var gateway = _site.Build();
            var store = gateway.Services.GetRequiredService<StoreDatabase>();
            return new StoreHistory(
                gateway.Services.GetRequiredService<ICallEventLog>(), gateway.Services.GetRequiredService<ICallSearch>(), "The configured store", gateway,
                () => StoreSchema.WhyOld(store));
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new CommandFaultException($"--url: {url} is no http or https address.");
        }

        var variable = parsed.GetValue(_key)!;
        return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } key
            ? new ApiHistory(address, key)
            : throw new CommandFaultException($"--key-env: the environment variable {variable} is not set; put an API key of scope viewer into it.");
    }
}
