using System.Text;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Tests.Rules;

/// <summary>Policy documents as tests write them.</summary>
internal static class PolicyText
{
    public static readonly PolicySite Site = new(["openai", "openai-eu"], "openai");

    public const string Agents = """ "agents": { "desk": { "model": "gpt-realtime-2.1", "instructions": "Be kind." } } """;

    public const string LastRule = """ { "name": "otherwise", "accept": { "agent": "desk" } } """;

    public static string WithRules(params string[] rules) => $$"""{ {{Agents}}, "rules": [ {{string.Join(", ", rules)}} ] }""";

    public static PolicyReadResult Read(string json, PolicySite? site = null) => PolicyReader.Read(Encoding.UTF8.GetBytes(json), site ?? Site);

    public static Policy Publish(string json)
    {
        var store = new PolicyStore(Site, TimeProvider.System);
        var faults = store.Publish(Encoding.UTF8.GetBytes(json));
        return faults.Count == 0 ? store.Current : throw new PolicyFileException("test", faults);
    }
}
