namespace Realtime.Client;

/// <summary>The gateway refused what was asked (RFC 9457 problem details).</summary>
public sealed class GatewayException : Exception
{
    public GatewayException()
    {
    }

    public GatewayException(string message)
        : base(message)
    {
    }

    public GatewayException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal GatewayException(int status, string? title, string? detail)
        : base(string.IsNullOrEmpty(detail) ? $"{title} ({status})" : $"{title} ({status}): {detail}")
    {
        Status = status;
    }

    /// <summary>HTTP status of the refusal; 0 where there is none.</summary>
    public int Status { get; }
}
