using System.Runtime.CompilerServices;

namespace Realtime.SipGateway.Tests;

internal static class TestProcess
{
    /// <summary>
    /// Hosts of tests watch no settings file: each watch is one of the few inotify instances that the system gives a user, and hundreds of hosts
    /// run side by side. Tests of reloads tell the configuration themselves.
    /// </summary>
    [ModuleInitializer]
    internal static void WatchNoSettings() => Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
}
