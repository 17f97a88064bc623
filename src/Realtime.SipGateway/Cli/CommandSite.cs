using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Cli;

/// <summary>
/// What a command needs of the gateway: its configuration, read exactly as the gateway reads it, and its services. Nothing is started:
/// no port is opened, no call is touched; a running gateway goes on beside it.
/// </summary>
/// <param name="build">Makes the host from settings.</param>
/// <param name="settings">Settings of the command line, <c>--Section:Key=value</c>.</param>
/// <param name="input">Where secrets are typed or piped.</param>
internal sealed class CommandSite(Func<string[], WebApplication> build, string[] settings, TextReader input)
{
    public TextReader Input => input;

    /// <summary>The host, not started. Its log lines go to standard error, so that they never mix with an answer.</summary>
    public WebApplication Build() => build(
        ["--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft=Warning", "--Logging:Console:LogToStandardErrorThreshold=Trace", .. settings]);

    /// <summary>Does something with the gateway's store, which a running gateway may have open too.</summary>
    public Task<int> WithStoreAsync(Func<IServiceProvider, Task<int>> work, CancellationToken cancellationToken) =>
        WithStoreAsync(work, isHistory: false, cancellationToken);

    /// <summary>Does something with what a gateway wrote: a store that is not there yet is a mistyped path, not an empty history.</summary>
    public Task<int> WithHistoryAsync(Func<IServiceProvider, Task<int>> work, CancellationToken cancellationToken) =>
        WithStoreAsync(work, isHistory: true, cancellationToken);

    private async Task<int> WithStoreAsync(Func<IServiceProvider, Task<int>> work, bool isHistory, CancellationToken cancellationToken)
    {
        await using var gateway = Build();
        if (isHistory && gateway.Services.GetRequiredService<StoreDatabase>() is { IsThere: false } missing)
        {
            throw new StoreException(
                $"The store {missing.Name} is not there: no gateway has written it. Run the command with the settings of the gateway (same folder, same Store section)");
        }

        var writer = gateway.Services.GetRequiredService<StoreWriter>();
        writer.Start(static _ => { });
        try
        {
            return await work(gateway.Services);
        }
        finally
        {
            await writer.StopAsync(cancellationToken);
        }
    }
}
