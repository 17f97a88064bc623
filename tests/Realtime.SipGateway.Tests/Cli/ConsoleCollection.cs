using Xunit;

namespace Realtime.SipGateway.Tests.Cli;

/// <summary>Tests that read what is written to the process's own console: one after the other.</summary>
[CollectionDefinition(nameof(ConsoleCollection))]
public sealed class ConsoleCollection;
