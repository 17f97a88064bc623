using System.Text;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Transcripts;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>
/// Takes the keys of one input at a time. Keys pressed since the response began that asked for the input count: callers type ahead. The wait for the
/// first key begins when the agent has been heard.
/// </summary>
internal sealed class DigitCollector(ResponseSequencer sequencer, AgentSpeech speech, Deadlines deadlines)
{
    /// <summary>More keys than any input takes.</summary>
    private const int MaxAhead = 64;

    private readonly StringBuilder _ahead = new();
    private readonly StringBuilder _digits = new();
    private CollectDigitsToolDefinition? _definition;
    private Action<DigitInput>? _done;

    /// <summary>An input is being taken.</summary>
    public bool IsCollecting => _definition is not null;

    /// <summary>The agent speaks anew: keys pressed before belong to what was said before.</summary>
    public void ResponseBegan()
    {
        if (!IsCollecting)
        {
            _ahead.Clear();
        }
    }

    /// <param name="definition">What is wanted.</param>
    /// <param name="done">Gets the input, once.</param>
    public void Begin(CollectDigitsToolDefinition definition, Action<DigitInput> done)
    {
        (_definition, _done) = (definition, done);
        _digits.Clear();
        if (definition.Prompt is { } prompt)
        {
            sequencer.Ask(ResponseRequest.Aside(prompt));
        }

        deadlines.Set(Deadline.Digits, TimeSpan.FromMilliseconds(definition.FirstDigitTimeoutMs));
        var ahead = _ahead.ToString();
        _ahead.Clear();
        foreach (var key in ahead.TakeWhile(_ => IsCollecting))
        {
            Collect(key);
        }
    }

    /// <summary>A key of the caller.</summary>
    public void Take(char key)
    {
        if (IsCollecting)
        {
            Collect(key);
        }
        else if (_ahead.Length < MaxAhead)
        {
            _ahead.Append(key);
        }
    }

    public void TimedOut()
    {
        if (_definition is not { } definition)
        {
            return;
        }

        if (_digits.Length == 0 && (sequencer.Active is not null || !speech.AllHeard))
        {
            // The caller still listens to the question.
            deadlines.Set(Deadline.Digits, TimeSpan.FromMilliseconds(definition.FirstDigitTimeoutMs));
            return;
        }

        Finish("timeout");
    }

    /// <summary>The call is over.</summary>
    public void End()
    {
        if (IsCollecting)
        {
            _digits.Clear();
            Finish(DigitInput.CallOver);
        }
    }

    private void Collect(char key)
    {
        var definition = _definition!;
        if (definition.Terminator is [var terminator] && key == terminator)
        {
            Finish("terminator");
            return;
        }

        _digits.Append(key);
        if (_digits.Length >= definition.MaxDigits)
        {
            Finish("length");
            return;
        }

        deadlines.Set(Deadline.Digits, TimeSpan.FromMilliseconds(definition.NextDigitTimeoutMs));
    }

    private void Finish(string endedBy)
    {
        deadlines.Cancel(Deadline.Digits);
        var (done, input) = (_done!, new DigitInput(_digits.ToString(), endedBy));
        (_definition, _done) = (null, null);
        _digits.Clear();
        done(input);
    }
}
