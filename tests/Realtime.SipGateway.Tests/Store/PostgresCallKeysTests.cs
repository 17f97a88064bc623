using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class PostgresCallKeysTests() : CallKeysTests(StoreProvider.Postgresql);
