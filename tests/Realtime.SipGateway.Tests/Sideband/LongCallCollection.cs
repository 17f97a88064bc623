using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>The heap is the process's: whoever measures it runs alone.</summary>
[CollectionDefinition(nameof(LongCallCollection), DisableParallelization = true)]
public sealed class LongCallCollection;
