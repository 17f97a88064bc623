using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class PostgresPolicyLedgerTests() : PolicyLedgerTests(StoreProvider.Postgresql);
