using System.Globalization;

namespace Realtime.Benchmarks;

/// <summary>Measures what an open call of two legs keeps in memory once its transactions are over.</summary>
internal static class OpenCalls
{
    private const int Calls = 5_000;

    public static async Task ReportAsync(TextWriter output)
    {
        await using var rig = new RelayRig();
        await rig.StartAsync();
        OpenMany(rig, 100);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        OpenMany(rig, Calls);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        var each = (after - before) / Calls;
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Calls} open calls, {rig.OpenDialogs} dialogs: {each} bytes kept per call"));
    }

    private static void OpenMany(RelayRig rig, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            rig.Open();
        }

        rig.LetTimersRun();
    }
}
