using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class PostgresSpendingLedgerTests() : SpendingLedgerTests(StoreProvider.Postgresql);
