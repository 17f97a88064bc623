using Realtime.Simulator.Media;

namespace Realtime.Simulator;

/// <summary>The caller's sentences of the built-in conversation, spoken: for a caller program that plays it against real media.</summary>
public static class SimulatorRecordings
{
    /// <summary>"Hi, where is my order four seven one one?", then the question for a refund, then the goodbye.</summary>
    public static IReadOnlyList<short[]> Caller { get; } = [Read("caller-order"), Read("caller-refund"), Read("caller-bye")];

    private static short[] Read(string name)
    {
        using var stream = typeof(SimulatorRecordings).Assembly.GetManifestResourceStream($"Scripts/audio/{name}.wav")
            ?? throw new InvalidOperationException($"{name}.wav is not embedded.");
        return WavFile.Read(stream);
    }
}
