namespace Realtime.SipGateway.Telemetry;

/// <summary>How an instrument is read.</summary>
public enum InstrumentKind
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Grows and shrinks.</summary>
    UpDownCounter,

    /// <summary>A distribution over buckets.</summary>
    Histogram,

    /// <summary>A value that is looked at when the metrics are read.</summary>
    Gauge,
}
