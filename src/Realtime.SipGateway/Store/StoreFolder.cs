namespace Realtime.SipGateway.Store;

/// <summary>The folder of a file that holds what callers said: for the gateway's user only.</summary>
internal static class StoreFolder
{
    /// <summary>Makes the folder of <paramref name="file"/> when it is missing.</summary>
    public static void Create(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        if (Directory.Exists(folder))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
