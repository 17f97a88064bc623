using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class SqlitePolicyLedgerTests() : PolicyLedgerTests(StoreProvider.Sqlite);
