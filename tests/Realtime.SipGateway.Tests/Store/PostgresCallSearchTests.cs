using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class PostgresCallSearchTests() : CallSearchTests(StoreProvider.Postgresql);
