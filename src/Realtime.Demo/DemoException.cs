namespace Realtime.Demo;

/// <summary>The demo cannot go on; the message says why, for a person.</summary>
internal sealed class DemoException(string message) : Exception(message);
