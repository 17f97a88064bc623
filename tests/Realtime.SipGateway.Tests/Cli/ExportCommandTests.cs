using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Cli;
using Realtime.SipGateway.Store;
using Realtime.SipGateway.Tests.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Cli;

/// <summary><c>gateway export</c> as it is typed, on the store of a gateway that runs.</summary>
[Collection(nameof(ConsoleCollection))]
public sealed class ExportCommandTests
{
    private static readonly DateTimeOffset Noon = new(2025, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_words_it_writes_the_records_as_lines_of_json_the_oldest_first()
    {
        using var command = CommandRun.Create();
        await using var store = await OpenAsync(command);

        var (code, output, error) = await command.RunAsync(["export"]);

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Assert.EndsWith("}\n", output, StringComparison.Ordinal);
        var lines = output.TrimEnd('\n').Split('\n').Select(static line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["+15550101", "+15550102", "+15550103"], lines.Select(static line => line.GetProperty("caller").GetString()));
        Assert.Equal(
            [.. (await store.Events.ListRecordsAsync(10, null, Token)).Reverse().Select(record => JsonSerializer.Serialize(record, CallEventJson.Default.CallRecord))],
            output.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("native", "call_id", "caller_hung_up")]
    [InlineData("asterisk", "accountcode", "ANSWERED")]
    [InlineData("freeswitch", "uuid", "NORMAL_CLEARING")]
    public async Task Each_profile_is_written_as_csv_and_as_json(string profile, string field, string value)
    {
        using var command = CommandRun.Create();
        await using var store = await OpenAsync(command);

        var (csvCode, csv, _) = await command.RunAsync(["export", "--format", "csv", "--profile", profile]);
        var (jsonCode, json, _) = await command.RunAsync(["export", "--profile", profile, "--format", "jsonl"]);

        Assert.Equal((ExitCode.Ok, ExitCode.Ok), (csvCode, jsonCode));
        var rows = csv.TrimEnd().Split("\r\n");
        var heads = rows[0].Split(',');
        Assert.Contains(field, heads);
        Assert.Equal(4, rows.Length);
        Assert.All(rows.Skip(1), row => Assert.Contains(value, row.Split(',')));
        Assert.Contains("+15550102", rows[2], StringComparison.Ordinal);
        var lines = json.TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.Contains(
            JsonDocument.Parse(line).RootElement.EnumerateObject(), one => one.Value.ValueKind == JsonValueKind.String && one.Value.GetString() == value));
        Assert.All(
            lines, line => Assert.Contains(JsonDocument.Parse(line).RootElement.EnumerateObject(), one => one.Name == field));
    }

    [Fact]
    public async Task A_span_of_time_goes_into_a_file_and_the_audit_log_says_so()
    {
        using var command = CommandRun.Create();
        await using var store = await OpenAsync(command);
        var file = Path.Combine(command.Folder, "calls.csv");

        var (code, output, error) = await command.RunAsync(
            ["export", "--format", "csv", "--from", "2025-11-22T00:00:00Z", "--to", "2025-11-23T12:00:00Z", "--output", file]);
        var (_, audited, _) = await command.RunAsync(["audit", "list"]);

        Assert.Equal((ExitCode.Ok, "", $"1 records in {file}"), (code, output, error.TrimEnd()));
        var rows = (await File.ReadAllTextAsync(file, Token)).TrimEnd().Split("\r\n");
        Assert.Equal(2, rows.Length);
        Assert.Contains("+15550102", rows[1], StringComparison.Ordinal);
        Assert.Matches("(?m)cli +calls.exported +native", audited);
    }

    [Fact]
    public async Task Words_it_does_not_know_are_told_and_nothing_is_written()
    {
        using var command = CommandRun.Create();
        await using var store = await OpenAsync(command);

        var (noTime, nothing, told) = await command.RunAsync(["export", "--from", "yesterday"]);
        var (noFormat, _, wrong) = await command.RunAsync(["export", "--format", "xml"]);
        var (noProfile, _, unknown) = await command.RunAsync(["export", "--profile", "3cx"]);

        Assert.Equal((ExitCode.Misuse, ""), (noTime, nothing));
        Assert.Contains("ISO 8601", told, StringComparison.Ordinal);
        Assert.NotEqual(ExitCode.Ok, noFormat);
        Assert.Contains("xml", wrong, StringComparison.Ordinal);
        Assert.NotEqual(ExitCode.Ok, noProfile);
        Assert.Contains("3cx", unknown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("export")]
    [InlineData("erase", "--number", "+15550101")]
    [InlineData("audit", "verify")]
    [InlineData("audit", "list")]
    [InlineData("spending")]
    public async Task A_store_that_is_not_there_is_no_empty_history(params string[] words)
    {
        using var command = CommandRun.Create();

        var (code, output, error) = await command.RunAsync(words);

        Assert.Equal((ExitCode.Misuse, ""), (code, output));
        Assert.Contains("gateway.db is not there", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(command.Folder, "gateway.db")));
    }

    /// <summary>Three calls of three days, and one that lives.</summary>
    private static async Task<StoreFixture> OpenAsync(CommandRun command)
    {
        var store = await StoreFixture.OpenAsync(command.Folder, new StoreOptions { Path = "gateway.db" });
        foreach (var day in Enumerable.Range(0, 3))
        {
            var start = Noon.AddDays(day);
            var call = CallId.New(TimeProvider.System);
            store.Events.Append(new CallEvent(call, 1, start, "node-2", new CallEnded(CallOutcome.CallerHungUp)));
            store.Events.Save(new CallRecord
            {
                CallId = call,
                Trunk = "carrier",
                Caller = $"+1555010{day + 1}",
                Dialled = "+15550100",
                StartedAt = start,
                AnsweredAt = start.AddSeconds(2),
                EndedAt = start.AddSeconds(62),
                EndedBy = CallEndedBy.Caller,
                Cause = CallCause.CallerHungUp,
                Q850Cause = 16,
            });
        }

        store.Events.Append(new CallEvent(CallId.New(TimeProvider.System), 1, Noon.AddDays(1), "node-2", new Ringing()));
        await store.Events.FlushAsync(Token);
        return store;
    }
}
