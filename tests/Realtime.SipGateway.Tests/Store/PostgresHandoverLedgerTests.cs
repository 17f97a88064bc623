using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class PostgresHandoverLedgerTests() : HandoverLedgerTests(StoreProvider.Postgresql);
