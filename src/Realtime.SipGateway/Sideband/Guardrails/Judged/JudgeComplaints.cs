using System.Collections.Concurrent;

namespace Realtime.SipGateway.Sideband.Guardrails.Judged;

/// <summary>Says that a guardrail cannot be asked: once in a while, for each sentence of each call finds that out anew.</summary>
internal sealed class JudgeComplaints(TimeProvider time, ILogger<JudgeComplaints> logger)
{
    /// <summary>Guardrails that are remembered; the names are the policy's, of all its versions.</summary>
    private const int MaxNames = 1_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> _told = new(StringComparer.Ordinal);

    public void CannotAsk(string guardrail, string fault)
    {
        var now = time.GetTimestamp();
        if (_told.TryGetValue(guardrail, out var last) ? time.GetElapsedTime(last, now) < Pause || !_told.TryUpdate(guardrail, now, last) : !_told.TryAdd(guardrail, now))
        {
            return;
        }

        if (_told.Count > MaxNames)
        {
            _told.Clear();
        }

        logger.JudgeNotSetUp(guardrail, fault);
    }
}
