using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests;

public sealed class FolderRulesTests
{
    /// <summary>
    /// Which folder of the library may use which; messages are what every other folder speaks. Dialogs and calls name a transport's flow and
    /// destination, because in-dialog requests stay on their connection.
    /// </summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Messages"] = [],
        ["Sdp"] = [],
        ["Transports"] = ["Messages"],
        ["Resolution"] = ["Messages", "Transports"],
        ["Hep"] = ["Messages", "Transports"],
        ["Authentication"] = ["Messages"],
        ["Transactions"] = ["Messages", "Transports", "Authentication"],
        ["Identity"] = ["Messages"],
        ["Registrations"] = ["Messages", "Transports", "Transactions", "Authentication"],
        ["Dialogs"] = ["Messages", "Transports", "Transactions", "Authentication"],
        ["B2bua"] = ["Messages", "Sdp", "Transports", "Dialogs", "Transactions", "Authentication"],
    };

    [Fact]
    public void Each_folder_uses_only_the_folders_below_it() => Assert.Empty(FolderRules.Breaches("Realtime.Sip", Allowed));
}
