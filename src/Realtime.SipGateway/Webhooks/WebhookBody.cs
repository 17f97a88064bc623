using System.Buffers;
using System.IO.Pipelines;

namespace Realtime.SipGateway.Webhooks;

/// <summary>
/// A delivery's body, whole and where it was received: it must be in memory before its signature can be checked, so it is bounded in size and
/// time. Whoever got one calls <see cref="Release"/> when done; nothing of it may be used afterwards.
/// </summary>
internal readonly struct WebhookBody
{
    private readonly PipeReader? _reader;
    private readonly ReadOnlySequence<byte> _bytes;

    private WebhookBody(PipeReader reader, ReadOnlySequence<byte> bytes) => (_reader, _bytes) = (reader, bytes);

    private WebhookBody(int refusal) => Refusal = refusal;

    /// <summary>The HTTP status that answers, 400, 408 or 413; null: the body is there.</summary>
    public int? Refusal { get; }

    /// <summary>Nearly always one piece; else copied.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.IsSingleSegment ? _bytes.FirstSpan : _bytes.ToArray();

    public void Release() => _reader?.AdvanceTo(_bytes.End);

    public static ValueTask<WebhookBody> ReadAsync(HttpRequest request, TimeSpan timeout, TimeProvider time)
    {
        if (request.ContentLength > WebhooksOptions.MaxBodyBytes)
        {
            return ValueTask.FromResult(new WebhookBody(StatusCodes.Status413PayloadTooLarge));
        }

        // It came together with its headers: no timer, no waiting.
        var reader = request.BodyReader;
        try
        {
            if (reader.TryRead(out var result))
            {
                if (result.IsCompleted)
                {
                    return ValueTask.FromResult(Take(reader, result.Buffer));
                }

                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
        catch (BadHttpRequestException refused)
        {
            return ValueTask.FromResult(new WebhookBody(refused.StatusCode));
        }

        return WaitAsync(request, reader, timeout, time);
    }

    private static async ValueTask<WebhookBody> WaitAsync(HttpRequest request, PipeReader reader, TimeSpan timeout, TimeProvider time)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, request.HttpContext.RequestAborted);
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(either.Token);
                if (result.IsCompleted || result.Buffer.Length > WebhooksOptions.MaxBodyBytes)
                {
                    return Take(reader, result.Buffer);
                }

                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return new WebhookBody(StatusCodes.Status408RequestTimeout);
        }
        catch (BadHttpRequestException refused)
        {
            return new WebhookBody(refused.StatusCode);
        }
    }

    private static WebhookBody Take(PipeReader reader, ReadOnlySequence<byte> bytes)
    {
        if (bytes.Length <= WebhooksOptions.MaxBodyBytes)
        {
            return new WebhookBody(reader, bytes);
        }

        reader.AdvanceTo(bytes.End);
        return new WebhookBody(StatusCodes.Status413PayloadTooLarge);
    }
}
