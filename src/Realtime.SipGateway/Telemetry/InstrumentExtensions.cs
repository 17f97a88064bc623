using System.Diagnostics.Metrics;

namespace Realtime.SipGateway.Telemetry;

/// <summary>Makes instruments as <see cref="GatewayInstruments"/> defines them, and gives them labelled values.</summary>
public static class InstrumentExtensions
{
    public static Counter<T> Counter<T>(this Meter meter, InstrumentDefinition definition)
        where T : struct => meter.CreateCounter<T>(definition.Name, definition.Unit, definition.Description);

    public static UpDownCounter<long> UpDown(this Meter meter, InstrumentDefinition definition) =>
        meter.CreateUpDownCounter<long>(definition.Name, definition.Unit, definition.Description);

    public static Histogram<double> Histogram(this Meter meter, InstrumentDefinition definition) => meter.CreateHistogram(
        definition.Name, definition.Unit, definition.Description, tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = definition.Buckets });

    public static ObservableGauge<T> Gauge<T>(this Meter meter, InstrumentDefinition definition, Func<IEnumerable<Measurement<T>>> observe)
        where T : struct => meter.CreateObservableGauge(definition.Name, observe, definition.Unit, definition.Description);

    /// <summary>A counter whose total is kept elsewhere.</summary>
    public static ObservableCounter<long> Total(this Meter meter, InstrumentDefinition definition, Func<IEnumerable<Measurement<long>>> observe) =>
        meter.CreateObservableCounter(definition.Name, observe, definition.Unit, definition.Description);
}
