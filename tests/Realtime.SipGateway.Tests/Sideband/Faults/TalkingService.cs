using System.Text.Json;
using System.Text.RegularExpressions;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Sideband.Tools.Hosted;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Faults;

/// <summary>
/// The service's end of one whole conversation: it greets, the caller asks, it calls a tool, says what it must not, says goodbye and hangs up. It keeps its
/// state over connections, answers as the service does, and does one wrong thing to one of its events.
/// </summary>
internal sealed partial class TalkingService(SidebandScenario scenario, FaultKind? fault = null, int at = -1)
{
    /// <summary>Steps of 100 ms without anything to do, after which the caller speaks up, or hangs up.</summary>
    private const int CallerSpeaksUp = 30;
    private const int CallerHangsUp = 120;

    private static readonly int?[] Codes = [null, 1011, 1012, 1001, 1006];

    private readonly Dictionary<string, (string ItemId, string Output)> _outputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _items = new(StringComparer.Ordinal);
    private readonly Queue<string> _held = new();
    private readonly Queue<string> _aside = new();
    private FakeSocket? _socket;
    private IEnumerator<string?>? _turn;
    private string? _active;
    private string? _playing;
    private Act _act;
    private int _read;
    private int _settled;
    private int _idle;
    private bool _broken;
    private int _breaks;

    private enum Act
    {
        Greeting,
        Question,
        Lookup,
        Forbidden,
        Goodbye,
        Over,
    }

    /// <summary>Events said, or that would have been.</summary>
    public int Said { get; private set; }

    /// <summary>The caller had to end it.</summary>
    public bool CallerGaveUp { get; private set; }

    /// <summary>Said for a function call with another item or text than before.</summary>
    public List<string> Contradictions { get; } = [];

    /// <summary>Questions beside the conversation that were answered.</summary>
    public int Answered { get; private set; }

    /// <summary>Said by the service beside the conversation, once.</summary>
    public Func<JsonElement, string>? AtFirstRequest { get; set; }

    /// <summary>Told of each event before it is said, by its number.</summary>
    public Action<int>? BeforeEvent { get; init; }

    /// <summary>Function calls whose outputs are in the conversation.</summary>
    public IReadOnlyCollection<string> Answers => _outputs.Keys;

    /// <summary>What the model calls in the one response of tools.</summary>
    public IReadOnlyList<(string CallId, string Tool, string Arguments)> Asks { get; init; } = [("call_lookup", "lookup", "{}")];

    /// <summary>The service runs a tool of a hosted server in that response too.</summary>
    public bool RunsHosted { get; init; }

    /// <summary>The caller breaks into that response after its tools were called.</summary>
    public bool IsInterrupted { get; init; }

    /// <summary>The events of that response, by their number.</summary>
    public Range ToolEvents { get; private set; }

    /// <summary>Times that the gateway wanted to go on while it owed an output.</summary>
    public int Early { get; private set; }

    public async Task RunAsync()
    {
        while (scenario.Outcome is null)
        {
            if (TakeConnection() || TakeSent() || await SettleAsync())
            {
                _idle = 0;
                continue;
            }

            if (GoOn())
            {
                continue;
            }

            scenario.Time.Advance(TimeSpan.FromMilliseconds(100));
            if (!(_broken && HasToolTimer) && ++_idle == CallerHangsUp)
            {
                CallerGaveUp = true;
                scenario.Call.End(CallOutcome.CallerHungUp);
            }
        }
    }

    private bool TakeConnection()
    {
        if (scenario.Connector.Sockets.Count == 0 || scenario.Socket == _socket)
        {
            return false;
        }

        (_socket, _read, _broken) = (scenario.Socket, 0, false);
        _socket.Say("""{"type":"session.created","session":{"model":"gpt-realtime-2.1","audio":{"output":{"voice":"marin"}}}}""");
        return true;
    }

    private bool TakeSent()
    {
        var sent = _socket?.Sent;
        if (sent is null || _read == sent.Count)
        {
            return false;
        }

        // What was sent into a broken connection is lost.
        var message = sent[_read++];
        if (!_broken)
        {
            Answer(message);
        }

        return true;
    }

    /// <summary>Waits until the gateway has taken what was said: true when it answered.</summary>
    private async Task<bool> SettleAsync()
    {
        var socket = _socket;
        if (socket is null || _broken)
        {
            await Eventually.TrueAsync(() => IsReconnecting || scenario.Socket != socket || scenario.Outcome is not null);
            for (var looks = 0; HasToolTimer && looks < 10 && scenario.Connector.Sockets.Count > 0 && scenario.Socket == socket && scenario.Outcome is null; looks++)
            {
                await Task.Delay(2, TestContext.Current.CancellationToken);
            }

            return scenario.Connector.Sockets.Count > 0 && scenario.Socket != socket;
        }

        bool toolRan;
        do
        {
            _settled++;
            socket.Say("""{"type":"input_audio_buffer.dtmf_event_received","event":"1"}""");
            await Eventually.TrueAsync(() => scenario.Recorded<DigitReceived>().Count >= _settled || IsOver(socket));
            toolRan = ToolRuns();

            // What the gateway asks meanwhile may be what the tool waits for.
            await Eventually.TrueAsync(() => !ToolRuns() || IsOver(socket) || _read < socket.Sent.Count);
        }
        while (toolRan && !IsOver(socket) && _read == socket.Sent.Count);

        return _read < socket.Sent.Count;
    }

    /// <summary>The gateway has seen the break and waits for its next try, which is soon; other timers of a call, such as the session's age, are minutes away.</summary>
    private bool IsReconnecting => scenario.Recorded<SidebandClosed>().Count >= _breaks && scenario.Time.IsDueWithin(TimeSpan.FromSeconds(5));

    private bool IsOver(FakeSocket socket) => socket.IsDisposed || scenario.Outcome is not null;

    /// <summary>Then a timer of the gateway runs that is not about the next connection: that it runs does not tell that the break was noticed.</summary>
    private bool HasToolTimer => RunsHosted || Asks.Any(static ask => ask.Tool == "ask");

    /// <summary>A tool of the gateway; what this service runs itself ends when it says so.</summary>
    private bool ToolRuns() =>
        scenario.Recorded<ToolCalled>().Count(static one => one.Tool != "crm/find") > scenario.Recorded<ToolCompleted>().Count(static one => one.Tool != "crm/find");

    /// <summary>The service's and the caller's own moves.</summary>
    private bool GoOn()
    {
        if (_broken || _socket is null)
        {
            return false;
        }

        if (_held.TryDequeue(out var late))
        {
            _socket.Say(late);
            return true;
        }

        if (_aside.TryDequeue(out var aside))
        {
            Say(aside);
            return true;
        }

        if (_turn is not null)
        {
            Speak();
            return true;
        }

        if (_act == Act.Question || (_act is Act.Goodbye && _idle == CallerSpeaksUp))
        {
            Say("""{"type":"input_audio_buffer.speech_started","audio_start_ms":100,"item_id":"item_q"}""");
            Say("""{"type":"input_audio_buffer.speech_stopped","audio_end_ms":900,"item_id":"item_q"}""");
            Say(Events.CallerTranscript("item_q" + _act, _act == Act.Question ? "Where is my order?" : "Hello?"));
            _act = _act == Act.Question ? Act.Lookup : _act;
            Begin(create: null);
            return true;
        }

        return false;
    }

    private void Answer(JsonElement message)
    {
        switch (message.GetProperty("type").GetString())
        {
            case "response.create" when message.GetProperty("response").TryGetProperty("conversation", out _):
                AnswerAside(message);
                break;
            case "response.create":
                Create(message);
                break;
            case "conversation.item.create" when message.GetProperty("item") is var item && item.GetProperty("type").GetString() == "function_call_output":
                Keep(item, message);
                break;
            case "conversation.item.retrieve":
                Say(_items.TryGetValue(message.GetProperty("item_id").GetString()!, out var kept)
                    ? """{"type":"conversation.item.retrieved","item":""" + kept + "}"
                    : Events.Error("item_not_found", message));
                break;
            case "response.cancel" when message.GetProperty("response_id").GetString() == _active:
                (_turn, var cancelled, _active) = (null, _active!, null);
                Say(Events.Done(cancelled, "cancelled", "client_cancelled"));
                break;
            case "response.cancel":
                Say(Events.Error("response_cancel_not_active", message));
                break;
            case "output_audio_buffer.clear" when _playing is { } playing:
                _playing = null;
                Say(Events.Audio("cleared", playing));
                break;
            default:
                break;
        }
    }

    private void Create(JsonElement message)
    {
        if (AtFirstRequest is { } say)
        {
            AtFirstRequest = null;
            Say(say(message));
        }

        if (_active is not null)
        {
            Say(Events.Error("conversation_already_has_active_response", message));
            return;
        }

        Begin(message);
    }

    /// <summary>A verdict that there is no violation, told in words that nobody may say.</summary>
    private void AnswerAside(JsonElement message)
    {
        var check = CheckMark().Match(message.GetProperty("response").GetProperty("instructions").GetString()!).Groups[1].Value;
        var (response, verdict) = ($"resp_aside_{++Answered}", $$"""{"check":"{{check}}","violation":false,"reason":"full refund"}""");
        _aside.Enqueue(Events.AskCreated(response, message));
        _aside.Enqueue(Events.ItemAdded(response, "item_" + response));
        _aside.Enqueue(Events.Text(response, "item_" + response, verdict));
        _aside.Enqueue(Events.TextWhole(response, "item_" + response, verdict));
        _aside.Enqueue(Events.AskDone(response, message, verdict));
    }

    [GeneratedRegex("\"check\":\"([0-9a-f]+)\"")]
    private static partial Regex CheckMark();

    private void Keep(JsonElement item, JsonElement message)
    {
        var (callId, said) = (item.GetProperty("call_id").GetString()!, (item.GetProperty("id").GetString()!, item.GetProperty("output").GetString()!));
        if (_outputs.TryGetValue(callId, out var before))
        {
            if (before != said)
            {
                Contradictions.Add($"{callId}: {before}, then {said}");
            }

            Say(Events.Error("item_already_exists", message));
            return;
        }

        _outputs.Add(callId, said);
        Say(Events.OutputKept(callId));
    }

    private void Begin(JsonElement? create)
    {
        var isEarly = _act == Act.Forbidden && Asks.Any(ask => !_outputs.ContainsKey(ask.CallId));
        Early += isEarly ? 1 : 0;
        var act = isEarly ? Act.Over : _act;
        _active = $"resp_{Said}";
        _turn = Turn(act, _active, create).GetEnumerator();
        Speak();
    }

    private IEnumerable<string?> Turn(Act act, string response, JsonElement? create)
    {
        yield return Events.Created(response, create);
        switch (act)
        {
            case Act.Greeting:
                _act = Act.Question;
                break;
            case Act.Lookup:
                _act = Act.Forbidden;
                break;
            case Act.Forbidden:
                _act = Act.Goodbye;
                break;
            case Act.Goodbye:
                _act = Act.Over;
                break;
            default:
                break;
        }

        var words = act switch
        {
            Act.Greeting => "Hello there.",
            Act.Forbidden => "You get a full refund.",
            Act.Goodbye => "Goodbye then.",
            _ => null,
        };
        var item = "item_" + act;
        if (words is not null)
        {
            yield return Events.ItemAdded(response, item);
            yield return Events.Words(response, item, words[..6]);
            yield return Events.Words(response, item, words[6..]);
            _playing = response;
            yield return Events.Audio("started", response);
            _items[item] = JsonSerializer.Serialize(new
            {
                id = item,
                type = "message",
                role = "assistant",
                status = "completed",
                content = new[] { new { type = "output_audio", transcript = words } },
            });

            // The gateway may stop it here.
            yield return null;
            yield return Events.Transcript(response, item, words);
        }

        var from = Said;
        foreach (var (callId, tool, arguments) in act switch { Act.Lookup => Asks, Act.Goodbye => [("call_end", "hang_up", "{}")], _ => [] })
        {
            yield return Events.ItemAdded(response, "item_" + callId, "function_call");
            _items["item_" + callId] = JsonSerializer.Serialize(new { id = "item_" + callId, type = "function_call", status = "completed", call_id = callId, name = tool, arguments });
            yield return Events.FunctionCall(response, callId, tool, arguments);
        }

        if (act == Act.Lookup && RunsHosted)
        {
            yield return HostedEvent.Opened(response, "mcp_1");
            _items["mcp_1"] = """{"id":"mcp_1","type":"mcp_call","server_label":"crm","name":"find","arguments":"{}","output":"found"}""";
            yield return HostedEvent.Ended("mcp_1");
            yield return HostedEvent.Done(response, "mcp_1", "found");
        }

        _active = null;
        yield return act == Act.Lookup && IsInterrupted ? Events.Done(response, "cancelled", "turn_detected") : Events.Done(response);
        ToolEvents = act == Act.Lookup ? from..Said : ToolEvents;
        if (words is not null && _playing == response)
        {
            _playing = null;
            yield return Events.Audio("stopped", response);
        }
    }

    /// <summary>Says the rest of the turn, or as much of it as comes before the next break.</summary>
    private void Speak()
    {
        while (_turn is { } turn)
        {
            if (!turn.MoveNext())
            {
                _turn = _turn == turn ? null : _turn;
                return;
            }

            if (turn.Current is not { } said)
            {
                return;
            }

            Say(said);
            if (_broken && fault != FaultKind.Away)
            {
                return;
            }
        }
    }

    private void Say(string json)
    {
        var index = Said++;
        BeforeEvent?.Invoke(index);
        if (index != at)
        {
            if (!_broken)
            {
                _socket!.Say(json);
            }

            if (fault == FaultKind.Swapped && _held.TryDequeue(out var overtaken))
            {
                _socket!.Say(overtaken);
            }

            return;
        }

        switch (fault)
        {
            case FaultKind.Twice:
                _socket!.Say(json);
                _socket.Say(json);
                break;
            case FaultKind.Swapped or FaultKind.Late:
                _held.Enqueue(json);
                break;
            case FaultKind.BreakAfter:
                _socket!.Say(json);
                Break();
                break;
            case FaultKind.Refused:
                _socket!.Say(json);
                scenario.Connector.Refuse(429, TimeSpan.FromSeconds(1));
                scenario.Connector.Refuse(503);
                scenario.Connector.Refuse(null);
                Break();
                break;
            case FaultKind.Lost or FaultKind.Away:
                Break();
                break;
            default:
                break;
        }
    }

    private void Break()
    {
        _broken = true;
        _breaks++;
        _socket!.End(Codes[at % Codes.Length]);
    }
}
