using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Realtime.SipGateway.Telemetry.Export;

/// <summary>
/// Gives a log record that names a call the trace of that call, whatever thread wrote it, and takes secrets out of its texts and of what an exception says.
/// </summary>
internal sealed class CorrelatedLogs(CallContexts calls, Redactor redactor) : BaseProcessor<LogRecord>
{
    private const string EventId = "gateway.event.id";

    /// <summary>Characters of an exception with its stack: a chain of causes has no end of its own, and a collector refuses long records.</summary>
    private const int MaxException = 16_384;

    public override void OnEnd(LogRecord data)
    {
        data.FormattedMessage = redactor.Text(data.FormattedMessage);
        var attributes = new List<KeyValuePair<string, object?>>((data.Attributes?.Count ?? 0) + 5);
        string? call = null;
        foreach (var (name, value) in data.Attributes ?? [])
        {
            var text = value as string ?? (value is IFormattable or bool or null ? null : value.ToString());
            if (call is null && CallContexts.IsId(text))
            {
                call = text;
            }

            attributes.Add(new(name, text is null ? value : redactor.Text(text)));
        }

        if (data.EventId.Id != 0)
        {
            attributes.Add(new(EventId, data.EventId.Id));
        }

        if (call is not null)
        {
            attributes.Add(new(SpanAttributes.CallId, call));
            Correlate(data, calls.Find(call));
        }

        if (data.Exception is { } exception)
        {
            Describe(attributes, exception);
            data.Exception = null;
        }

        data.Attributes = attributes;
    }

    /// <summary>The exporter would tell it as it is; these are the attributes that it would write.</summary>
    private void Describe(List<KeyValuePair<string, object?>> attributes, Exception exception)
    {
        attributes.Add(new("exception.type", exception.GetType().FullName));
        attributes.Add(new("exception.message", Capped(redactor.Text(exception.Message))));
        attributes.Add(new("exception.stacktrace", Capped(redactor.Text(exception.ToString()))));
    }

    private static string Capped(string text) => text.Length <= MaxException ? text : text[..MaxException];

    private static void Correlate(LogRecord data, ActivityContext context)
    {
        if (context != default && data.TraceId != context.TraceId)
        {
            (data.TraceId, data.SpanId, data.TraceFlags) = (context.TraceId, context.SpanId, context.TraceFlags);
        }
    }
}
