using Realtime.SipGateway.Sideband.Tools;
using Realtime.SipGateway.Sideband.Transcripts;

namespace Realtime.SipGateway.Sideband;

/// <summary>Between the agent's decision to transfer the caller and the transfer: what it says about it is heard first, within a bound.</summary>
internal sealed class Handover(ToolLoop tools, ResponseSequencer sequencer, AgentSpeech speech, Deadlines deadlines, TimeSpan patience)
{
    private string? _waitsFor;

    /// <summary>Looks again after each event.</summary>
    public void Check()
    {
        if (tools.HeldResponse is not { } responseId)
        {
            return;
        }

        if (sequencer.HasFinished(responseId) && speech.AllHeard)
        {
            Go();
        }
        else if (_waitsFor != responseId)
        {
            _waitsFor = responseId;
            deadlines.Set(Deadline.Handover, patience);
        }
    }

    /// <summary>Waits no longer: the time is over, or whether it was heard will not be known.</summary>
    public void Go()
    {
        _waitsFor = null;
        deadlines.Cancel(Deadline.Handover);
        tools.StartHeld();
    }
}
