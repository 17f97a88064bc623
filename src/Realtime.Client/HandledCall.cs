using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Realtime.Client;

/// <summary>A live call that a program answers.</summary>
public sealed class HandledCall
{
    /// <summary>Turns that wait for the program; a caller does not say more meanwhile.</summary>
    private const int MaxTurns = 64;

    private readonly GatewayClient _gateway;
    private readonly Channel<Turn> _turns = Channel.CreateBounded<Turn>(new BoundedChannelOptions(MaxTurns) { FullMode = BoundedChannelFullMode.DropOldest });
    private volatile bool _hasEnded;

    internal HandledCall(GatewayClient gateway, string id, string agent, string? caller, string? dialled) =>
        (_gateway, Id, Agent, Caller, Dialled) = (gateway, id, agent, caller, dialled);

    /// <summary>The gateway's id of the call.</summary>
    public string Id { get; }

    /// <summary>The agent that had the call when it was taken.</summary>
    public string Agent { get; }

    /// <summary>The calling number, as far as the gateway shows it.</summary>
    public string? Caller { get; }

    /// <summary>The dialled number.</summary>
    public string? Dialled { get; }

    /// <summary>What the caller says, turn by turn; ends with the call. When the program is slower than the caller the oldest turns are dropped.</summary>
    public IAsyncEnumerable<Turn> TurnsAsync(CancellationToken cancellationToken = default) => _turns.Reader.ReadAllAsync(cancellationToken);

    /// <summary>The agent says these words; returns when the conversation has taken them, not when they are heard.</summary>
    /// <param name="text">1 to 4,000 characters.</param>
    /// <param name="interrupt">The agent stops what it says, and what waits to be said is dropped.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="GatewayException">The gateway refused: the call is over, or too much is waiting.</exception>
    public Task SayAsync(string text, bool interrupt = false, CancellationToken cancellationToken = default) =>
        _gateway.PostAsync(Id, "say", new() { ["text"] = text, ["interrupt"] = interrupt }, isLong: false, cancellationToken);

    /// <summary>Tells the model something that the caller does not hear.</summary>
    /// <exception cref="GatewayException">The gateway refused.</exception>
    public Task WhisperAsync(string text, CancellationToken cancellationToken = default) =>
        _gateway.PostAsync(Id, "whisper", new() { ["text"] = text }, isLong: false, cancellationToken);

    /// <summary>The agent's own model goes on with the conversation.</summary>
    /// <exception cref="GatewayException">The gateway refused.</exception>
    public Task LetAgentAnswerAsync(CancellationToken cancellationToken = default) => _gateway.PostAsync(Id, "respond", [], isLong: false, cancellationToken);

    /// <summary>Transfers the caller; returns when it is known what came of it, which may take as long as a phone rings.</summary>
    /// <param name="to">A destination of the agent, a number or a SIP address that its allow-list has.</param>
    /// <param name="cancellationToken">Stops waiting, not the transfer.</param>
    /// <returns>Such as <c>completed</c> or <c>declined</c>; after anything but success the caller is still with the agent.</returns>
    /// <exception cref="GatewayException">It is not allowed or not possible.</exception>
    public async Task<string> TransferAsync(string to, CancellationToken cancellationToken = default)
    {
        using var answer = await _gateway.PostAsync(Id, "transfer", new() { ["to"] = to }, isLong: true, cancellationToken).ConfigureAwait(false);
        return answer?.RootElement.GetProperty("status").GetString() ?? "";
    }

    /// <summary>Ends the call.</summary>
    /// <exception cref="GatewayException">The gateway refused.</exception>
    public Task HangUpAsync(CancellationToken cancellationToken = default) => _gateway.PostAsync(Id, "hangup", [], isLong: false, cancellationToken);

    /// <summary>Gives a command that answers a turn; false when that is over.</summary>
    internal async Task<bool> AnswerAsync(string verb, JsonObject command, CancellationToken cancellationToken)
    {
        try
        {
            using var _ = await _gateway.PostAsync(Id, verb, command, isLong: false, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (GatewayException late) when (late.Status is 409)
        {
            return false;
        }
        catch (GatewayException unknown) when (unknown.Status is 404)
        {
            // Over, or another node's.
            if (_hasEnded || await HasEndedAsync(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            throw;
        }
    }

    private async Task<bool> HasEndedAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var record = await _gateway.GetAsync("/api/calls/" + Id, cancellationToken).ConfigureAwait(false);
            return GatewayClient.HasEnded(record);
        }
        catch (Exception lost) when (lost is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new GatewayException("The gateway does not answer.", lost);
        }
    }

    /// <summary>The data of <c>handler.turn_opened</c>.</summary>
    internal void Opened(JsonElement turn) => _turns.Writer.TryWrite(new Turn(
        this, turn.GetProperty("turn").GetInt32(), turn.GetProperty("text").GetString() ?? "",
        turn.TryGetProperty("language", out var language) ? language.GetString() : null,
        TimeSpan.FromMilliseconds(turn.GetProperty("timeout_ms").GetInt32())));

    internal void Ended()
    {
        _hasEnded = true;
        _turns.Writer.TryComplete();
    }
}
