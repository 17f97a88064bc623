using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class PostgresCallArchiveTests() : CallArchiveTests(StoreProvider.Postgresql);
