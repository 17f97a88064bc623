using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Sideband.Tools;
using Realtime.SipGateway.Sideband.Tools.Later;
using Realtime.SipGateway.Telemetry;
using Realtime.Testing;

namespace Realtime.SipGateway.Tests.Sideband.Tools;

/// <summary>A runner with the built-in tools and whatever else a test gives it.</summary>
internal static class TestTools
{
    public static ToolRunner Runner(
        IToolLedger ledger, ToolApprovals approvals, TimeProvider time, RecordingLogger log, params IEnumerable<IToolHandler> handlers) =>
        Runner(ledger, approvals, time, log, null, handlers);

    public static ToolRunner Runner(
        IToolLedger ledger, ToolApprovals approvals, TimeProvider time, RecordingLogger log, LateResults? late, params IEnumerable<IToolHandler> handlers) => new(
        ledger, [new TransferHandler(), new HangUpHandler(), new CollectDigitsHandler(), .. handlers], approvals, new Redactor(), time,
        new Logger<ToolRunner>(log), late);
}
