using Realtime.Simulator.Media;

namespace Realtime.Simulator.Calls;

/// <summary>A leg without SIP and media: a call made by <c>POST /v1/realtime/calls</c>, or a pretended SIP call of the control API.</summary>
internal sealed class BareLeg(string kind, IReadOnlyList<KeyValuePair<string, string>> headers) : ICallLeg
{
    public string Kind { get; } = kind;

    public string? SipCallId => null;

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; } = headers;

    public MediaSecurity? Security => Kind == "pretend" ? MediaSecurity.Srtp : null;

    public bool Hears => false;

    public bool Sends => false;

    public RtpCounters Rtp => default;

    public TimeSpan SpeechHeard => TimeSpan.Zero;

    public Task<bool> ReferAsync(string target) => Task.FromResult(Kind == "pretend");

    public Task HangUpAsync() => Task.CompletedTask;
}
