using System.Globalization;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband;
using Realtime.SipGateway.Sideband.Guardrails;

namespace Realtime.Benchmarks;

/// <summary>What every word of every agent costs: the event read, and held against 200 forbidden phrases.</summary>
[MemoryDiagnoser]
public class SidebandBenchmarks
{
    private const int Phrases = 200;

    private readonly ServerEventReader _reader = new();
    private readonly GuardrailSet _guardrails = new([KeyValuePair.Create<string, GuardrailDefinition>("words", Guardrail())]);
    private readonly byte[] _delta = Encoding.UTF8.GetBytes(
        """{"type":"response.output_audio_transcript.delta","event_id":"event_C8bNvQkYqzH7mPdXa1R2s","response_id":"resp_C8bNvQkYqzH7mPdXa1R2t","item_id":"item_C8bNvQkYqzH7mPdXa1R2u","output_index":0,"content_index":0,"delta":" guarantees","obfuscation":"kX1yi"}""");

    private readonly byte[] _ignored = Encoding.UTF8.GetBytes(
        """{"type":"response.output_audio.done","event_id":"event_C8bNvQkYqzH7mPdXa1R2s","response_id":"resp_C8bNvQkYqzH7mPdXa1R2t","item_id":"item_C8bNvQkYqzH7mPdXa1R2u","output_index":0,"content_index":0}""");

    private GuardedWords _stream = null!;

    [GlobalSetup]
    public void Open() => _stream = _guardrails.Agent.Open();

    [Benchmark(Baseline = true, Description = "delta by JsonDocument")]
    public int Document()
    {
        using var document = JsonDocument.Parse(_delta);
        return document.RootElement.GetProperty("response_id").GetString()!.Length
            + document.RootElement.GetProperty("item_id").GetString()!.Length + document.RootElement.GetProperty("delta").GetString()!.Length;
    }

    [Benchmark(Description = "delta read")]
    public object? Read() => _reader.Read(_delta);

    [Benchmark(Description = "delta read and held against 200 phrases")]
    public int ReadAndGuard() => _stream.Feed(((ServerEvent.AgentWords)_reader.Read(_delta)!).Delta).Count;

    [Benchmark(Description = "event of another type")]
    public object? Ignore() => _reader.Read(_ignored);

    private static PhraseGuardrailDefinition Guardrail() => new()
    {
        Phrases = [.. Enumerable.Range(0, Phrases).Select(number => string.Create(CultureInfo.InvariantCulture, $"we guarantee number {number}"))],
    };
}
