using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class SqliteStoreUpgradeTests() : StoreUpgradeTests(StoreProvider.Sqlite);
