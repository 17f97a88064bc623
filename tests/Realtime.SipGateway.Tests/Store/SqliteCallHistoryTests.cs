using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class SqliteCallHistoryTests() : CallHistoryTests(StoreProvider.Sqlite);
