using System.Diagnostics;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Store;
using Realtime.SipGateway.Tests.Webhooks;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

/// <summary>What a file can do beside: be copied as a crash leaves it, and have no room.</summary>
public sealed class SqliteStoreSpoolTests() : StoreSpoolTests(StoreProvider.Sqlite)
{
    [Fact]
    public async Task A_process_that_is_killed_meanwhile_loses_nothing_that_was_spooled()
    {
        await using var store = await OpenAsync();
        Append(store, 1, 10);
        await store.Events.FlushAsync(Token);
        var copy = Directory.CreateTempSubdirectory("store-killed-").FullName;
        Directory.CreateDirectory(Path.Combine(copy, "data"));
        using (store.Lock())
        {
            Append(store, 11, 20);
            store.Events.Append(Event(Call, 21, new CallEnded(CallOutcome.CallerHungUp)));
            await WebhookHost.UntilAsync(() => store.Health.Spooled == 11);

            // The files as they lie there at this moment: what kill -9 leaves. Half a line is what it can leave too.
            foreach (var file in Directory.EnumerateFiles(Path.Combine(store.Folder, "data")))
            {
                File.Copy(file, Path.Combine(copy, "data", Path.GetFileName(file)));
            }

            await File.AppendAllTextAsync(Path.Combine(copy, "data", StoreOptions.SpoolName), """{"sum":"0000""", Token);
        }

        await using var next = await StoreFixture.OpenAsync(copy);

        var events = await ReadAsync(next, Call);
        Assert.Equal(Enumerable.Range(1, 21).Select(number => (long)number), events.Select(one => one.Sequence));
        Assert.Equal(CallOutcome.CallerHungUp, Assert.IsType<CallEnded>(events[^1].Data).Outcome);
        Assert.Contains(next.Log.Lines, line => line.Id.Id == 8013);
        Assert.False(File.Exists(next.Spool.FullPath));
    }

    [Fact]
    public async Task A_disk_without_room_for_anything_keeps_events_in_memory_until_there_is_some()
    {
        var folder = Directory.CreateTempSubdirectory("store-tmpfs-").FullName;
        Assert.SkipUnless(Mounts(folder), "A small file system can only be mounted by root.");
        try
        {
            await using var store = await StoreFixture.OpenAsync(folder);
            Append(store, 1, 10);
            await store.Events.FlushAsync(Token);
            var filler = Path.Combine(folder, "filler");
            Fill(filler);

            for (var sequence = 11; sequence <= 40; sequence++)
            {
                store.Events.Append(Event(Call, sequence, new CallerSaid("item", new string('x', 50_000), null)));
            }

            await WebhookHost.UntilAsync(() => store.Health is { Fault: not null, SpoolFault: not null });
            Assert.Contains("full", store.Health.Fault, StringComparison.Ordinal);
            Append(store, 41, 50);
            File.Delete(filler);

            await store.Events.FlushAsync(Token);
            Assert.Equal(Enumerable.Range(1, 50).Select(number => (long)number), (await ReadAsync(store, Call)).Select(one => one.Sequence));
            Assert.Equal(0, store.Health.Dropped);
        }
        finally
        {
            Process.Start("umount", ["-l", folder]).WaitForExit();
            Directory.Delete(folder);
        }
    }

    private static bool Mounts(string folder)
    {
        if (Environment.UserName != "root")
        {
            return false;
        }

        using var mount = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", folder]) { RedirectStandardError = true })!;
        mount.WaitForExit();
        return mount.ExitCode == 0;
    }

    private static void Fill(string file)
    {
        try
        {
            using var stream = File.Create(file);
            var chunk = new byte[4_096];
            while (true)
            {
                stream.Write(chunk);
                stream.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
