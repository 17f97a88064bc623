using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Sideband.Guardrails;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Sideband.Transcripts;

/// <summary>Writes down what the caller does: words, speech, keys.</summary>
/// <param name="call">The call.</param>
/// <param name="guardrails">What is left out of what is written.</param>
/// <param name="time">The clock.</param>
/// <param name="model">Model of the transcription.</param>
internal sealed class CallerSpeech(Call call, GuardrailSet guardrails, TimeProvider time, string? model = null)
{
    /// <summary>Words of one turn that are kept.</summary>
    public const int MaxText = 32_768;

    private readonly WrittenRedaction _redaction = new(guardrails);
    private readonly RecentIds _said = new(256);
    private string? _model = model;
    private long? _stoppedAt;
    private (string ItemId, PartialWords Words)? _partial;

    /// <summary>Since the caller's last word, once per turn; null while the caller speaks or when the turn was answered before.</summary>
    public double? TakeSinceStoppedMs()
    {
        var elapsed = _stoppedAt is { } stopped ? time.GetElapsedTime(stopped).TotalMilliseconds : (double?)null;
        _stoppedAt = null;
        return elapsed;
    }

    /// <summary>True when digits that a turn begins or ends with may be a part of a card number, which nobody may see.</summary>
    public bool HidesDigits => _redaction.Digits;

    /// <summary>Another agent has the call: from now on its model writes the words down.</summary>
    public void Switch(string? transcription) => _model = transcription;

    /// <summary>A further agent has, or had, the call: what it takes out is taken out from now on.</summary>
    public void Redact(GuardrailSet further) => _redaction.Add(further);

    public void Started(string itemId, int? audioStartMs)
    {
        _stoppedAt = null;
        call.Record(new CallerSpeechStarted(itemId, audioStartMs));
    }

    public void Stopped(string itemId, int? audioEndMs)
    {
        _stoppedAt = time.GetTimestamp();
        call.Record(new CallerSpeechStopped(itemId, audioEndMs));
    }

    public void Words(string itemId, string delta)
    {
        if (_partial?.ItemId != itemId)
        {
            _partial = (itemId, new PartialWords(_redaction, isCaller: true));
        }

        var shown = _partial.Value.Words.Feed(delta);
        if (shown.Length > 0)
        {
            call.Record(new CallerPartial(itemId, shown));
        }
    }

    /// <summary>A turn's words, once; noise that has none is no turn, and is written down only for what it cost.</summary>
    public void Said(ServerEvent.CallerTranscript said)
    {
        var isNoise = string.IsNullOrWhiteSpace(said.Text);
        if ((isNoise && said is { Seconds: null, Tokens: null }) || !_said.Add(said.ItemId))
        {
            return;
        }

        if (isNoise)
        {
            call.Record(new CallerNoise(said.ItemId, said.Seconds, _model, said.Tokens));
            return;
        }

        var written = Written(said.Text);
        call.Record(new CallerSaid(said.ItemId, written, said.Language, said.Seconds, _model, said.Tokens)
        {
            Redacted = said.Text.StartsWith(written, StringComparison.Ordinal) ? null : true,
        });
    }

    /// <summary>A turn as it is written down and given to anybody: bounded, and without digits that may be a part of a card number.</summary>
    public string Written(string turn)
    {
        return _redaction.RedactTurn(turn.Length <= MaxText ? turn : turn[..MaxText]);
    }

    /// <summary>A key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hidden">What the caller enters is secret: only that a key was pressed is written down.</param>
    public void Digit(char key, bool hidden) => call.Record(new DigitReceived(hidden ? Redactor.Mark : key.ToString()));
}
