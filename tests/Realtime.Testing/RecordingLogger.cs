using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Realtime.Testing;

/// <summary>Keeps every log line, so that a test can assert what was and what was not said.</summary>
public sealed class RecordingLogger : ILoggerFactory, ILoggerProvider
{
    private readonly ConcurrentQueue<RecordedLog> _lines = new();

    public IReadOnlyCollection<RecordedLog> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Category(categoryName, _lines);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The recording logger has no providers.");

    public void Dispose()
    {
    }

    private sealed class Category(string name, ConcurrentQueue<RecordedLog> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue(new RecordedLog(name, logLevel, eventId, formatter(state, exception), exception));
    }
}
