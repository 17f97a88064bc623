using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Sideband;
using Realtime.SipGateway.Sideband.Guardrails;
using Realtime.SipGateway.Sideband.Talk;
using Realtime.SipGateway.Sideband.Transcripts;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Talk;

/// <summary>Questions beside a conversation, by themselves: the test says what the service says and sees what is sent.</summary>
internal sealed class AskBench : IDisposable
{
    private readonly ServerEventReader _reader = new();
    private readonly Outbox _outbox = new();
    private readonly Deadlines _deadlines;
    private readonly SidebandCall _case;

    public AskBench()
    {
        _case = new SidebandCall(Time);
        _deadlines = new Deadlines(Time, static () => { });
        var sequencer = new ResponseSequencer();
        var caller = new CallerSpeech(_case.Call, new GuardrailSet([]), Time);
        Exit = new CallExit(
            _case.Call, sequencer, new AgentSpeech(_case.Call, caller, new GuardrailSet([]), Time), _deadlines, TimeSpan.FromSeconds(5), static () => false, Time, static () => { }, CancellationToken.None);
        Asks = new OutOfBandAsks(_case.Call, new ResponseClock(Time, "gpt-realtime-2.1"), _outbox, _deadlines, Exit, Time);
        Asks.Opened(again: false);
    }

    public ManualTimeProvider Time { get; } = new();

    public CallExit Exit { get; }

    public OutOfBandAsks Asks { get; }

    public IReadOnlyList<ResponseFinished> Finished => [.. _case.Log.Events.Select(static written => written.Data).OfType<ResponseFinished>()];

    public Task<OutOfBandAnswer> Ask(string name = "one", OutOfBandPurpose purpose = OutOfBandPurpose.Prompt, double timeoutMs = 4_000) =>
        Asks.Ask(new OutOfBandQuestion(purpose, name, "Judge the words.", "Some words.", TimeSpan.FromMilliseconds(timeoutMs)));

    /// <summary>The next message to the service; held against the API description.</summary>
    public JsonElement Sent(string type)
    {
        Assert.True(_outbox.TryTake(out var message), $"No {type} was sent.");
        var text = Encoding.UTF8.GetString(message!);
        Assert.Empty(OpenApiSchemas.Faults(OpenApiSchemas.SchemaOfEvent("RealtimeClientEvent", type)!, text));
        var json = JsonElement.Parse(text);
        Assert.Equal(type, json.GetProperty("type").GetString());
        return json;
    }

    public void NothingSent() => Assert.False(_outbox.TryTake(out _));

    /// <summary>Whether the event concerned a question only.</summary>
    public bool Says(string json) => Asks.Claims(_reader.Read(Encoding.UTF8.GetBytes(json))!);

    /// <summary>The response to the question, from its beginning to its end.</summary>
    public void Answers(JsonElement create, string response, string answer)
    {
        Assert.True(Says(Events.AskCreated(response, create)));
        Assert.True(Says(Events.AskDone(response, create, answer)));
    }

    public void Advance(double milliseconds)
    {
        Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        while (_deadlines.TakeDue(out var due))
        {
            Asks.Due(due);
        }
    }

    public void Dispose() => _deadlines.Dispose();
}
