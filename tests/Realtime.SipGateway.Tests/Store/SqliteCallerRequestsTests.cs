using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class SqliteCallerRequestsTests() : CallerRequestsTests(StoreProvider.Sqlite);
