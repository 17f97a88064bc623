using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class SqliteHandoverLedgerTests() : HandoverLedgerTests(StoreProvider.Sqlite);
