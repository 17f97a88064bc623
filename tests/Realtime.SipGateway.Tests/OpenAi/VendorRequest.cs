namespace Realtime.SipGateway.Tests.OpenAi;

internal sealed record VendorRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);
