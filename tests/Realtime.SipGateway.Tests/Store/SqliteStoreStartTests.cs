using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

public sealed class SqliteStoreStartTests() : StoreStartTests(StoreProvider.Sqlite)
{
    [Fact]
    public async Task A_damaged_file_is_told_with_what_to_do()
    {
        await using var store = Create();
        Directory.CreateDirectory(Path.Combine(store.Folder, "data"));
        await File.WriteAllBytesAsync(store.File.FullPath, [.. Enumerable.Repeat((byte)'x', 8_192)], Token);

        var fault = await Assert.ThrowsAsync<StoreException>(() => store.Service.StartingAsync(Token));

        Assert.Contains(store.File.FullPath, fault.Message, StringComparison.Ordinal);
        Assert.Contains("is no SQLite database or is damaged", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_cannot_be_written_is_told_with_what_to_do()
    {
        await using var store = Create();
        await File.WriteAllTextAsync(Path.Combine(store.Folder, "data"), "in the way", Token);

        var fault = await Assert.ThrowsAsync<StoreException>(() => store.Service.StartingAsync(Token));

        Assert.Contains("Store:Path", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_in_the_files_place_is_told()
    {
        await using var store = Create();
        Directory.CreateDirectory(store.File.FullPath);

        var fault = await Assert.ThrowsAsync<StoreException>(() => store.Service.StartingAsync(Token));

        Assert.Contains("cannot be written", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_a_later_version_is_refused()
    {
        await using var store = await OpenAsync();
        await store.Writer.WriteAsync(
            statements =>
            {
                SqliteDatabase.Execute(statements.Connection, "PRAGMA user_version = 99");
                return 0;
            },
            Token);
        await store.Writer.StopAsync(Token);

        var fault = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(store));

        Assert.Contains("later version", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_locked_file_at_the_start_is_told()
    {
        await using var store = await OpenAsync();
        using var held = store.Lock();

        var fault = await Assert.ThrowsAsync<StoreException>(() => OpenWithCallAsync(store.Folder));

        Assert.Contains("locked by another process", fault.Message, StringComparison.Ordinal);
    }

    private static async Task OpenWithCallAsync(string folder)
    {
        await using var other = StoreFixture.Create(folder);
        other.Writer.Start(static statements => statements.Execute("BEGIN IMMEDIATE"));
    }
}
