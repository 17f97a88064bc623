using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests;

public class GatewayFolderTests
{
    /// <summary>Which folder may use which: features meet at Calls. Telemetry may be used by all; its own row is empty.</summary>
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Calls"] = [],
        ["Rules"] = ["Calls"],
        ["Secrets"] = [],
        ["OpenAi"] = ["Calls", "Rules", "Secrets"],
        ["Store"] = ["Calls", "Secrets"],
        ["Signalling"] = ["Calls", "Rules", "Secrets"],
        ["Webhooks"] = ["Calls", "Rules", "OpenAi", "Secrets"],
        ["Egress"] = [],
        ["Sideband"] = ["Calls", "Rules", "OpenAi", "Secrets", "Egress"],
        ["AfterCall"] = ["Calls", "Rules", "OpenAi", "Secrets", "Egress"],
        ["Api"] = ["Calls", "Rules", "Store"],
        ["Console"] = ["Calls", "Rules", "Store", "Api"],
        ["Cli"] = ["Calls", "Rules", "Secrets", "OpenAi", "Store", "Signalling", "Webhooks", "Sideband", "Egress", "AfterCall", "Api", "Console"],
        ["Telemetry"] = [],
    };

    [Fact]
    public void Each_folder_uses_only_the_folders_below_it() => Assert.Empty(FolderRules.Breaches(
        "Realtime.SipGateway",
        MayUse.ToDictionary(row => row.Key, row => row.Key == "Telemetry" ? row.Value : [.. row.Value, "Telemetry"])));
}
