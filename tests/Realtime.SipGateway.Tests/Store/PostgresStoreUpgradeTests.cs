using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class PostgresStoreUpgradeTests() : StoreUpgradeTests(StoreProvider.Postgresql);
