using Realtime.Testing;

namespace Realtime.Simulator.Tests;

public sealed class FolderRulesTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Media"] = [],
        ["Schema"] = [],
        ["Settings"] = [],
        ["Certificates"] = [],
        ["Story"] = [],
        ["Script"] = ["Media"],
        ["Conversation"] = ["Media", "Schema", "Script", "Story"],
        ["Calls"] = ["Conversation", "Media", "Script", "Settings", "Story"],
        ["Webhooks"] = ["Calls", "Media", "Settings", "Story"],
        ["Http"] = ["Schema", "Settings", "Story"],
        ["Rest"] = ["Calls", "Conversation", "Http", "Schema", "Settings", "Story"],
        ["Sideband"] = ["Calls", "Conversation", "Http", "Schema", "Settings", "Story"],
        ["Control"] = ["Calls", "Script", "Settings", "Story", "Webhooks"],
        ["Sip"] = ["Calls", "Certificates", "Conversation", "Media", "Settings", "Story", "Webhooks"],
    };

    [Fact]
    public void Each_folder_uses_only_the_folders_below_it() => Assert.Empty(FolderRules.Breaches("Realtime.Simulator", Allowed));
}
