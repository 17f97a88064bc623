using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Tests.Store;

public sealed class PostgresAuditLogTests() : AuditLogTests(StoreProvider.Postgresql);
