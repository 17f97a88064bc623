using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class SqliteSpendingLedgerTests() : SpendingLedgerTests(StoreProvider.Sqlite);
