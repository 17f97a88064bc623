using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class PostgresToolExecutionsTests() : ToolExecutionsTests(StoreProvider.Postgresql);
