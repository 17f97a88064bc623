using System.Globalization;

namespace Realtime.Demo;

/// <summary>The UDP sockets that a process holds, read from Linux's <c>/proc</c>: how the demo proves that the gateway opened none for RTP.</summary>
internal static class GatewaySockets
{
    /// <summary>Local ports of all UDP sockets of the process; null where there is no <c>/proc</c>.</summary>
    public static IReadOnlyList<int>? UdpPorts(int processId)
    {
        var folder = $"/proc/{processId}/fd";
        if (!Directory.Exists(folder))
        {
            return null;
        }

        var inodes = new DirectoryInfo(folder).EnumerateFileSystemInfos()
            .Select(entry => entry.LinkTarget).Where(target => target?.StartsWith("socket:[", StringComparison.Ordinal) == true)
            .Select(target => target![8..^1]).ToHashSet();
        return [.. Rows(processId, "udp").Concat(Rows(processId, "udp6")).Where(row => inodes.Contains(row.Inode)).Select(row => row.Port)];
    }

    /// <summary>Rows of <c>/proc/{pid}/net/udp</c>: the second column is address:port in hexadecimal, the tenth the inode.</summary>
    private static IEnumerable<(int Port, string Inode)> Rows(int processId, string protocol) =>
        File.ReadLines($"/proc/{processId}/net/{protocol}").Skip(1)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(fields => (int.Parse(fields[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture), fields[9]));
}
