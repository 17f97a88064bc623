using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class SqliteToolExecutionsTests() : ToolExecutionsTests(StoreProvider.Sqlite);
