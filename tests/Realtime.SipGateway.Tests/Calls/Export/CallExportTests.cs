using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Export;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls.Export;

public sealed class CallExportTests
{
    private static readonly CallRecord Answered = new()
    {
        CallId = CallId.Parse("call_019aa0f7c5b67d1a8f3e2b4c5d6e7f80"),
        Trunk = "carrier",
        Caller = "+15550199",
        Dialled = "+15550100",
        Rule = "support",
        Agent = "desk",
        Target = "openai",
        StartedAt = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
        AnsweredAt = new(2026, 11, 21, 12, 0, 2, TimeSpan.Zero),
        EndedAt = new(2026, 11, 21, 12, 1, 2, 900, TimeSpan.Zero),
        EndedBy = CallEndedBy.Caller,
        Cause = CallCause.CallerHungUp,
        Q850Cause = 16,
        Reason = "=HYPERLINK(\"http://evil\")",
        Faults = ["one", "two, \"quoted\""],
    };

    [Fact]
    public async Task Asterisk_finds_the_fields_of_its_own_records()
    {
        var lines = (await CsvAsync(ExportProfile.Asterisk, Answered)).Split("\r\n");

        Assert.StartsWith("accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,start,answer,end,duration,billsec,disposition,amaflags,uniqueid,linkedid", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(
            "carrier,+15550199,+15550100,support,<+15550199>,SIP/carrier-5d6e7f80,SIP/openai-5d6e7f80,Agent,desk,2026-11-21 12:00:00,2026-11-21 12:00:02,2026-11-21 12:01:02,62,60,ANSWERED,3,",
            lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(486, CallCause.VendorRejected, "BUSY", "send_refuse")]
    [InlineData(503, CallCause.LimitReached, "CONGESTION", "send_refuse")]
    [InlineData(487, CallCause.CallerCancelled, "NO ANSWER", "recv_cancel")]
    [InlineData(403, CallCause.RuleRejected, "FAILED", "send_refuse")]
    public async Task A_call_without_an_answer_says_how_it_ended(int status, CallCause cause, string disposition, string hangUp)
    {
        var record = Answered with
        {
            AnsweredAt = null,
            SipStatus = status,
            Cause = cause,
            EndedBy = cause == CallCause.CallerCancelled ? CallEndedBy.Caller : CallEndedBy.Gateway,
        };

        var asterisk = JsonDocument.Parse(await TextAsync(ExportFormat.Jsonl, ExportProfile.Asterisk, record)).RootElement;
        var freeswitch = JsonDocument.Parse(await TextAsync(ExportFormat.Jsonl, ExportProfile.Freeswitch, record)).RootElement;

        Assert.Equal((disposition, 0L), (asterisk.GetProperty("disposition").GetString(), asterisk.GetProperty("billsec").GetInt64()));
        Assert.Equal((hangUp, status), (freeswitch.GetProperty("sip_hangup_disposition").GetString(), freeswitch.GetProperty("sip_term_status").GetInt32()));
    }

    [Fact]
    public async Task Freeswitch_finds_cause_names_and_stamps()
    {
        var row = JsonDocument.Parse(await TextAsync(ExportFormat.Jsonl, ExportProfile.Freeswitch, Answered)).RootElement;

        Assert.Equal("NORMAL_CLEARING", row.GetProperty("hangup_cause").GetString());
        Assert.Equal("2026-11-21 12:00:02", row.GetProperty("answer_stamp").GetString());
        Assert.Equal(60, row.GetProperty("billsec").GetInt64());
        Assert.Equal("019aa0f7c5b67d1a8f3e2b4c5d6e7f80", row.GetProperty("uuid").GetString());
    }

    [Fact]
    public async Task Every_field_of_the_record_has_a_column_whatever_a_record_leaves_out()
    {
        var lines = (await CsvAsync(ExportProfile.Native, Answered, new CallRecord { CallId = CallId.New(TimeProvider.System) })).Split("\r\n");

        Assert.Contains("call_id", lines[0], StringComparison.Ordinal);
        Assert.Contains("realtime_call_id", lines[0], StringComparison.Ordinal);
        Assert.Equal(lines[0].Count(character => character == ','), lines[2].Count(character => character == ','));
        Assert.Contains("\"one; two, \"\"quoted\"\"\"", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_record_itself_is_a_line_of_its_json()
    {
        var line = await TextAsync(ExportFormat.Jsonl, ExportProfile.Native, Answered);

        Assert.EndsWith("}\n", line, StringComparison.Ordinal);
        Assert.Equal("caller_hung_up", JsonDocument.Parse(line).RootElement.GetProperty("cause").GetString());
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("  =1+1", "'  =1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("+15550100", "+15550100")]
    [InlineData("-5", "-5")]
    [InlineData("+1555;ext=0", "'+1555;ext=0")]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("a,\"b\"\r\n", "\"a,\"\"b\"\"\r\n\"")]
    public void No_cell_is_a_formula(string text, string cell)
    {
        var line = new StringBuilder();

        CsvText.Append(line, text);

        Assert.Equal(cell, line.ToString());
    }

    private static Task<string> CsvAsync(ExportProfile profile, params CallRecord[] records) => TextAsync(ExportFormat.Csv, profile, records);

    private static async Task<string> TextAsync(ExportFormat format, ExportProfile profile, params CallRecord[] records)
    {
        using var output = new MemoryStream();
        await CallExport.WriteAsync(output, records.ToAsyncEnumerable(), format, profile, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
