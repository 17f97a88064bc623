namespace Realtime.SipGateway.Webhooks;

/// <summary>Reads a delivery's body whole: bounded in size and time, because it must be in memory before its signature can be checked.</summary>
internal static class WebhookBody
{
    private const int FirstBuffer = 8 * 1024;

    /// <summary>The body, or the HTTP status that answers: 413 or 408.</summary>
    public static async Task<(ReadOnlyMemory<byte> Body, int? Refusal)> ReadAsync(
        HttpRequest request, TimeSpan timeout, TimeProvider time)
    {
        if (request.ContentLength > WebhooksOptions.MaxBodyBytes)
        {
            return (default, StatusCodes.Status413PayloadTooLarge);
        }

        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, request.HttpContext.RequestAborted);
        try
        {
            return await ReadAsync(request, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return (default, StatusCodes.Status408RequestTimeout);
        }
        catch (BadHttpRequestException refused)
        {
            return (default, refused.StatusCode);
        }
    }

    private static async Task<(ReadOnlyMemory<byte> Body, int? Refusal)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)(request.ContentLength + 1 ?? FirstBuffer)];
        var length = 0;
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            length += read;
            if (read == 0)
            {
                return (buffer.AsMemory(0, length), null);
            }

            if (length > WebhooksOptions.MaxBodyBytes)
            {
                return (default, StatusCodes.Status413PayloadTooLarge);
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(length * 2, WebhooksOptions.MaxBodyBytes + 1));
            }
        }
    }
}
