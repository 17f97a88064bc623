using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class PostgresCallerRequestsTests() : CallerRequestsTests(StoreProvider.Postgresql);
