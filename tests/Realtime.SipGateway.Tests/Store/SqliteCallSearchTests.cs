using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class SqliteCallSearchTests() : CallSearchTests(StoreProvider.Sqlite);
