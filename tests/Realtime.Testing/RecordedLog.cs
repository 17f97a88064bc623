using Microsoft.Extensions.Logging;

namespace Realtime.Testing;

/// <summary>One line that a <see cref="RecordingLogger"/> took.</summary>
public sealed record RecordedLog(string Category, LogLevel Level, EventId Id, string Message, Exception? Exception);
