using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class SqliteOutgoingTests() : OutgoingTests(StoreProvider.Sqlite);
