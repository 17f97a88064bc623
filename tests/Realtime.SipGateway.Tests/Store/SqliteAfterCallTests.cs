using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class SqliteAfterCallTests() : AfterCallTests(StoreProvider.Sqlite);
