using System.Text.Json;

namespace Realtime.SipGateway.Sideband.Tools.Hosted;

/// <summary>What was decided on calls that the service asks about: a person is asked beside the conversation, and the service is told until it confirms.</summary>
internal sealed class HostedDecisions(SessionParts parts)
{
    /// <summary>Words that the service has not confirmed; the oldest is not said again.</summary>
    private const int MaxUnconfirmed = 64;

    private readonly Dictionary<string, (bool Approve, string? Reason)> _unconfirmed = new(StringComparer.Ordinal);
    private readonly Arrivals<(HostedRun Run, string? Denied)> _made = new();

    /// <summary>Asks a person, or waits for the deadline; the decision is there for <see cref="TryTake"/>.</summary>
    public void Ask(HostedRun run) => _ = Task.Run(() => AskAsync(run), CancellationToken.None);

    /// <summary>A decision that was made beside the conversation; why not, or null.</summary>
    public bool TryTake(out (HostedRun Run, string? Denied) decided) => _made.TryTake(out decided);

    /// <summary>Tells the service.</summary>
    public void Tell(HostedRun run, string? denied)
    {
        if (_unconfirmed.Count == MaxUnconfirmed)
        {
            _unconfirmed.Remove(_unconfirmed.Keys.First());
        }

        _unconfirmed[run.Function.Id] = (denied is null, denied);
        Send(run.Function.Id, denied is null, denied);
    }

    /// <summary>The service has heard it.</summary>
    public void Confirmed(string requestId) => _unconfirmed.Remove(requestId);

    /// <summary>Another connection: what the service did not confirm is said again.</summary>
    public void TellAgain()
    {
        foreach (var (requestId, (approve, reason)) in _unconfirmed)
        {
            Send(requestId, approve, reason);
        }
    }

    private void Send(string requestId, bool approve, string? reason) =>
        parts.Outbox.Add(HostedEvents.Decide(parts.Outbox.NextEventId(), requestId, approve, reason));

    private async Task AskAsync(HostedRun run)
    {
        string? denied;
        try
        {
            using var arguments = JsonDocument.Parse(run.Function.Arguments.Length == 0 ? "{}" : run.Function.Arguments);
            denied = await parts.Services.Runner.AskAsync(parts.Call, run.Tool! with { Name = run.Name }, run.Function, arguments.RootElement, parts.Stopping);
        }
        catch (JsonException)
        {
            denied = "Not run: the arguments are no JSON.";
        }
        catch (OperationCanceledException)
        {
            denied = "Not run: the gateway is stopping.";
        }

        _made.Add((run, denied));
        parts.Wake();
    }
}
