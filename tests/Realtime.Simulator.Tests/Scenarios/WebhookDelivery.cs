namespace Realtime.Simulator.Tests.Scenarios;

/// <summary>One webhook as it came.</summary>
internal sealed record WebhookDelivery(string Id, string Timestamp, string Signature, byte[] Body);
