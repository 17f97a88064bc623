using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class PostgresStoreSpoolTests() : StoreSpoolTests(StoreProvider.Postgresql);
