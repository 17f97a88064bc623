using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class SqliteCallArchiveTests() : CallArchiveTests(StoreProvider.Sqlite);
