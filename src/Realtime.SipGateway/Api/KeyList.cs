namespace Realtime.SipGateway.Api;

/// <summary>All API keys, those of the configuration first.</summary>
internal sealed record KeyList(IReadOnlyList<KeyView> Keys);
