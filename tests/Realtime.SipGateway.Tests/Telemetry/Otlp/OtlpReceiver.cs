using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Realtime.SipGateway.Tests.Telemetry.Otlp;

/// <summary>An OTLP collector on loopback: HTTP with protobuf and gRPC, each on a port of its own; keeps what it is sent.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpReceiver(int port, int grpcPort)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["hostBuilder:reloadConfigOnChange"] = "false" });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
            server.Listen(IPAddress.Loopback, grpcPort, listen => listen.Protocols = HttpProtocols.Http2);
        });
        _app = builder.Build();
        Http = new Uri($"http://127.0.0.1:{port}");
        Grpc = new Uri($"http://127.0.0.1:{grpcPort}");
        _app.MapPost("/v1/{signal}", (string signal, HttpContext context) => TakeAsync(signal, context, isGrpc: false));
        _app.MapPost("/opentelemetry.proto.collector.{signal}.v1.{service}/Export", (string signal, HttpContext context) => TakeAsync(signal, context, isGrpc: true));
    }

    public Uri Http { get; }

    public Uri Grpc { get; }

    /// <summary>How each request is answered, after <see cref="Delay"/>.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    public TimeSpan Delay { get; set; }

    /// <summary>Headers of the last request.</summary>
    public ConcurrentDictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public ConcurrentQueue<(Resource Resource, string Scope, Span Span)> Spans { get; } = new();

    public ConcurrentQueue<(Resource Resource, string Scope, LogData Log)> Logs { get; } = new();

    /// <summary>The last word on each metric, by name.</summary>
    public ConcurrentDictionary<string, MetricData> Metrics { get; } = new(StringComparer.Ordinal);

    public static async Task<OtlpReceiver> StartAsync(int? port = null)
    {
        var receiver = new OtlpReceiver(port ?? Realtime.Testing.LoopbackPorts.Next(), Realtime.Testing.LoopbackPorts.Next());
        await receiver._app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(string signal, HttpContext context, bool isGrpc)
    {
        foreach (var (name, value) in context.Request.Headers)
        {
            Headers[name] = value.ToString();
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        await Task.Delay(Delay, context.RequestAborted);
        if (Status != StatusCodes.Status200OK)
        {
            context.Response.StatusCode = Status;
            return;
        }

        var bytes = body.ToArray();
        Keep(signal, isGrpc ? Message(bytes) : bytes);
        await AnswerAsync(context.Response, isGrpc);
    }

    /// <summary>gRPC: one byte tells whether it is compressed, four its length.</summary>
    private static byte[] Message(byte[] frame)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(1));
        return frame[0] == 0 && length == frame.Length - 5 ? frame[5..] : throw new InvalidDataException("Not one plain message.");
    }

    private static async Task AnswerAsync(HttpResponse response, bool isGrpc)
    {
        if (!isGrpc)
        {
            response.ContentType = "application/x-protobuf";
            return;
        }

        response.ContentType = "application/grpc";
        response.DeclareTrailer("grpc-status");
        await response.Body.WriteAsync(new byte[5]);
        response.AppendTrailer("grpc-status", "0");
    }

    private void Keep(string signal, byte[] message)
    {
        switch (signal)
        {
            case "traces" or "trace":
                foreach (var source in ExportTraceServiceRequest.Parser.ParseFrom(message).ResourceSpans)
                {
                    source.ScopeSpans.SelectMany(scope => scope.Spans.Select(span => (source.Resource, scope.Scope.Name, span))).ToList().ForEach(Spans.Enqueue);
                }

                break;
            case "metrics":
                foreach (var metric in ExportMetricsServiceRequest.Parser.ParseFrom(message).ResourceMetrics.SelectMany(one => one.ScopeMetrics).SelectMany(one => one.Metrics))
                {
                    Metrics[metric.Name] = metric;
                }

                break;
            case "logs":
                foreach (var source in ExportLogsServiceRequest.Parser.ParseFrom(message).ResourceLogs)
                {
                    source.ScopeLogs.SelectMany(scope => scope.LogRecords.Select(log => (source.Resource, scope.Scope.Name, log))).ToList().ForEach(Logs.Enqueue);
                }

                break;
        }
    }
}
