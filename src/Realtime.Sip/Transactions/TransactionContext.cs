using Microsoft.Extensions.Logging;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Transactions;

/// <summary>What all transactions of one stack share.</summary>
internal sealed record TransactionContext(
    SipTransportLayer Transports,
    SipTimers Timers,
    TransactionLimits Limits,
    SipTimerQueue TimerQueue,
    SipCounters Counters,
    ILogger Logger);
