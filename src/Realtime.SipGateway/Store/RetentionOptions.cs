using System.ComponentModel.DataAnnotations;

namespace Realtime.SipGateway.Store;

/// <summary>Section <c>Store:Retention</c>: how long history is kept. The audit log is never purged.</summary>
public sealed class RetentionOptions
{
    /// <summary>Nobody loses history by not having set anything.</summary>
    public const int Forever = 0;

    /// <summary>Most sites are quiet then.</summary>
    public const int DefaultHour = 3;

    /// <summary>Days for events of a call: transcripts, tool runs, signalling. 0 keeps them, at most 3,650.</summary>
    [Range(0, 3_650)]
    public int EventDays { get; set; } = Forever;

    /// <summary>Days for the record of a call, its events with it. 0 keeps it, at most 3,650.</summary>
    [Range(0, 3_650)]
    public int RecordDays { get; set; } = Forever;

    /// <summary>Hour of the day, UTC, at which what is too old goes.</summary>
    [Range(0, 23)]
    public int Hour { get; set; } = DefaultHour;
}
