using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Realtime.Simulator.Conversation;

/// <summary>
/// The model's side of one call: hears, thinks by script, speaks, and tells its sidebands. All of it runs in one mailbox, in order.
/// </summary>
internal sealed class ModelSession : IAsyncDisposable
{
    private const string ExpiredMessage = "Your session hit the maximum duration of 60 minutes.";

    private readonly SessionContext _context;
    private readonly Mailbox _mailbox;
    private readonly EventOutlet _outlet;
    private readonly ClientEvents _clientEvents;
    private readonly CallerTurns _caller;
    private readonly PlayoutClock? _clock;
    private readonly McpDesk _mcp;
    private readonly ConcurrentQueue<(string What, string ResponseId)> _heard = new();
    private readonly Task _loop;
    private SinkEnd _end;
    private int _ended;

    public ModelSession(SessionContext context, SessionSettings settings)
    {
        _context = context;
        Settings = settings;
        _mailbox = new Mailbox(context.Time, context.Logger);
        _outlet = new EventOutlet(context);
        Playout = new Playout(id => PostPlayout("started", id), id => PostPlayout("stopped", id));
        Playout.Changing += TellPlayout;
        var items = new ItemList();
        _mcp = new McpDesk(context, settings, _outlet, items, _mailbox);
        var runner = new ResponseRunner(context, settings, _outlet, items, Playout, _mailbox, _mcp);
        _mcp.Answered += output => runner.ToolOutput = output;
        _caller = new CallerTurns(context, settings, _outlet, items, runner, Playout, _mailbox);
        var itemEvents = new ClientItemEvents(_outlet, items, runner, _mcp);
        _clientEvents = new ClientEvents(context, settings, _outlet, runner, _caller, itemEvents, Playout, () =>
        {
            SettingsChanged?.Invoke(settings);
            _mailbox.TryPost(_mcp.List);
        });
        runner.Done += _caller.SpeakIfAwaited;
        _clock = context.PlaysByClock ? new PlayoutClock(Playout, context.Time, context.Pace) : null;
        _loop = RunAsync();
        _mailbox.After(context.Length, Expire);
    }

    /// <summary>Raised in the mailbox after a <c>session.update</c>.</summary>
    public event Action<SessionSettings>? SettingsChanged;

    /// <summary>Raised once, when the session has reached its longest duration.</summary>
    public event Action? Expired;

    public SessionSettings Settings { get; }

    /// <summary>What is to be sent as the model's voice.</summary>
    public Playout Playout { get; }

    public long EventsSent => _outlet.Sent;

    public long ClientEventsReceived => _clientEvents.Received;

    /// <summary>A sideband joins; it gets what happens from now on.</summary>
    public bool Attach(IEventSink sink) => _mailbox.TryPost(() =>
    {
        _outlet.Add(sink);
        if (_context.SendsSessionCreated)
        {
            _outlet.EmitTo(sink, ServerEvents.Session("session.created", Settings));
        }

        _mcp.List();
        _caller.SpeakIfAwaited();
    });

    /// <summary>A sideband left.</summary>
    public void Detach(IEventSink sink) => _mailbox.TryPost(() => _outlet.Remove(sink));

    /// <summary>A sideband sent something; waits while the session is behind.</summary>
    public async ValueTask ReceiveAsync(IEventSink sink, string text, CancellationToken cancellation) =>
        await _mailbox.PostAsync(() => _clientEvents.Handle(sink, text), cancellation);

    /// <summary>The caller's voice began, by the clock of the caller's audio.</summary>
    public void SpeechStarted(TimeSpan at) => _mailbox.TryPost(() => _caller.Started(at));

    /// <summary>The caller's voice ended.</summary>
    public void SpeechStopped(TimeSpan at) => _mailbox.TryPost(() => _caller.Stopped(at));

    /// <summary>The caller pressed a key.</summary>
    public void Digit(char digit) => _mailbox.TryPost(() => _outlet.Emit(ServerEvents.Dtmf(digit, _context.Time.GetUtcNow())));

    /// <summary>The caller says this, although nothing was heard.</summary>
    public void SayAsCaller(string text) => _mailbox.TryPost(() => _caller.Speak(text));

    /// <summary>The call ended: sidebands close after what is queued.</summary>
    public void End() => End(SinkEnd.CallEnded);

    public async ValueTask DisposeAsync()
    {
        End();
        await _loop;
    }

    private void End(SinkEnd end)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            _end = end;
            _mailbox.Close();
        }
    }

    /// <summary>Runs what was queued before the end, then lets the sidebands go.</summary>
    private async Task RunAsync()
    {
        await _mailbox.RunAsync();
        _outlet.EndAll(_end);
        _clock?.Dispose();
    }

    private void PostPlayout(string what, string responseId)
    {
        _heard.Enqueue((what, responseId));
        _mailbox.TryPost(() =>
        {
            TellPlayout();
            _caller.SpeakIfAwaited();
        });
    }

    /// <summary>In the mailbox: what was heard and not told yet.</summary>
    private void TellPlayout()
    {
        while (_heard.TryDequeue(out var heard))
        {
            _outlet.Emit(ServerEvents.OutputAudioBuffer(heard.What, heard.ResponseId));
        }
    }

    private void Expire()
    {
        var sent = ServerEvents.New("error");
        sent["error"] = new JsonObject
        {
            ["type"] = "invalid_request_error",
            ["code"] = "session_expired",
            ["message"] = ExpiredMessage,
            ["param"] = null,
            ["event_id"] = null,
        };
        _outlet.Emit(sent);
        End(SinkEnd.SessionExpired);
        Expired?.Invoke();
    }
}
