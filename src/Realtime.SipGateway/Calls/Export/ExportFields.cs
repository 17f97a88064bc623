using System.Globalization;
using System.Text.Json;

namespace Realtime.SipGateway.Calls.Export;

/// <summary>The columns of each profile. All times are UTC.</summary>
internal static class ExportFields
{
    /// <summary>Asterisk's <c>DOCUMENTATION</c>: what it writes where nothing else was set.</summary>
    private const int AmaDocumentation = 3;

    private static readonly ExportField[] Asterisk =
    [
        new("accountcode", static record => record.Trunk),
        new("src", static record => record.Caller),
        new("dst", static record => record.Dialled),
        new("dcontext", static record => record.Rule),
        new("clid", static record => record.Caller is { Length: > 0 } caller ? $"<{caller}>" : ""),
        new("channel", static record => $"SIP/{record.Trunk}-{record.CallId.Value[^8..]}"),
        new("dstchannel", static record => record.Target is null ? "" : $"SIP/{record.Target}-{record.CallId.Value[^8..]}"),
        new("lastapp", static record => record.TransferredTo is null ? "Agent" : "Transfer"),
        new("lastdata", static record => record.TransferredTo ?? record.Agent),
        new("start", static record => Stamp(record.StartedAt)),
        new("answer", static record => Stamp(record.AnsweredAt)),
        new("end", static record => Stamp(record.EndedAt)),
        new("duration", static record => Seconds(record.StartedAt, record.EndedAt)),
        new("billsec", static record => Seconds(record.AnsweredAt, record.EndedAt)),
        new("disposition", Disposition),
        new("amaflags", static _ => AmaDocumentation),
        new("uniqueid", static record => record.CallId.Value),
        new("linkedid", static record => record.CallId.Value),
        new("peeraccount", static record => record.Target),
        new("sequence", static _ => 0),
        new("userfield", static record => Word(record.Cause)),
    ];

    private static readonly ExportField[] Freeswitch =
    [
        new("uuid", static record => record.CallId.Value["call_".Length..]),
        new("bleg_uuid", static record => record.RealtimeCallId?.Value),
        new("sip_call_id", static record => record.CallerSipCallId),
        new("accountcode", static record => record.Trunk),
        new("caller_id_number", static record => record.Caller),
        new("destination_number", static record => record.Dialled),
        new("context", static record => record.Rule),
        new("start_stamp", static record => Stamp(record.StartedAt)),
        new("progress_stamp", static record => Stamp(record.RangAt)),
        new("answer_stamp", static record => Stamp(record.AnsweredAt)),
        new("end_stamp", static record => Stamp(record.EndedAt)),
        new("duration", static record => Seconds(record.StartedAt, record.EndedAt)),
        new("billsec", static record => Seconds(record.AnsweredAt, record.EndedAt)),
        new("hangup_cause", static record => Q850.Name(record.Q850Cause)),
        new("hangup_cause_q850", static record => record.Q850Cause),
        new("sip_term_status", static record => record.SipStatus ?? (record.AnsweredAt is null ? null : 200)),
        new("sip_hangup_disposition", HangUp),
        new("sip_hangup_phrase", static record => record.Reason),
        new("last_app", static record => record.TransferredTo is null ? "agent" : "transfer"),
        new("last_arg", static record => record.TransferredTo ?? record.Agent),
    ];

    /// <summary>The columns of a profile; null: the record's own fields.</summary>
    public static IReadOnlyList<ExportField>? Of(ExportProfile profile) => profile switch
    {
        ExportProfile.Asterisk => Asterisk,
        ExportProfile.Freeswitch => Freeswitch,
        _ => null,
    };

    private static string Stamp(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    private static long Seconds(DateTimeOffset? from, DateTimeOffset? to) => from is { } start && to is { } end ? (long)(end - start).TotalSeconds : 0;

    private static string Disposition(CallRecord record) => record switch
    {
        { AnsweredAt: not null } => "ANSWERED",
        { SipStatus: 486 or 600 } => "BUSY",
        { SipStatus: 503 } or { Cause: CallCause.LimitReached } => "CONGESTION",
        { Cause: CallCause.CallerCancelled or CallCause.VendorTimedOut or CallCause.AnswerMissing or CallCause.WebhookMissing } => "NO ANSWER",
        _ => "FAILED",
    };

    private static string HangUp(CallRecord record) => (record.EndedBy, record.AnsweredAt) switch
    {
        (CallEndedBy.Caller, null) => "recv_cancel",
        (CallEndedBy.Caller, _) => "recv_bye",
        (_, null) => "send_refuse",
        _ => "send_bye",
    };

    private static string? Word(CallCause? cause) => cause is { } known ? JsonNamingPolicy.SnakeCaseLower.ConvertName(known.ToString()) : null;
}
