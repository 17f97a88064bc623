using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class PostgresCallHistoryTests() : CallHistoryTests(StoreProvider.Postgresql);
