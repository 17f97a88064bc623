namespace Realtime.SipGateway.Signalling.Rtpengine;

/// <summary>Section <c>Rtpengine</c>: media relays for trunks whose media OpenAI cannot take (<c>MediaPolicy: rtpengine</c>).</summary>
public sealed class RtpengineOptions
{
    /// <summary>A relay is near: an answer that takes longer is lost.</summary>
    public const int DefaultTimeoutMs = 300;

    /// <summary>One datagram may be lost, three in a row mean that the relay is gone.</summary>
    public const int DefaultTries = 3;

    /// <summary>Control addresses (<c>ng</c> protocol over UDP), <c>127.0.0.1:2223</c>; calls are spread over them, and go to the next when one is silent.</summary>
    public IList<string> Addresses { get; set; } = [];

    /// <summary>How long one try waits, 50 to 5,000 ms.</summary>
    public int TimeoutMs { get; set; } = DefaultTimeoutMs;

    /// <summary>Tries at one relay, 1 to 10; the relay answers a repeated request as it did the first.</summary>
    public int Tries { get; set; } = DefaultTries;

    /// <summary>Name of the relay's interface towards trunks, where it has several; with <see cref="TargetInterface"/>.</summary>
    public string? TrunkInterface { get; set; }

    /// <summary>Name of the relay's interface towards OpenAI.</summary>
    public string? TargetInterface { get; set; }
}
