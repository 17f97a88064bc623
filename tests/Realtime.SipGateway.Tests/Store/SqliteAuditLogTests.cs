using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class SqliteAuditLogTests() : AuditLogTests(StoreProvider.Sqlite);
