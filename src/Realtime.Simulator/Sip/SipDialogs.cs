using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Realtime.Simulator.Calls;
using Realtime.Simulator.Settings;
using Realtime.Simulator.Story;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.Simulator.Sip;

/// <summary>Requests within the dialogs of answered calls.</summary>
internal sealed class SipDialogs(CallDesk desk, IOptions<SimulatorOptions> options, Timeline timeline) : ITransactionUser
{
    private const int NotAcceptable = 488;

    private readonly ConcurrentDictionary<string, (SipDialog Dialog, SimulatedCall Call)> _dialogs = new(StringComparer.Ordinal);

    /// <summary>Dialogs that live.</summary>
    public int Count => _dialogs.Count;

    public void Add(SipDialog dialog, SimulatedCall call) => _dialogs[dialog.LocalTag] = (dialog, call);

    public void Remove(SipDialog dialog) => _dialogs.TryRemove(dialog.LocalTag, out _);

    /// <summary>Nothing is waited for any more: the simulator stops.</summary>
    public void CloseAll()
    {
        foreach (var (dialog, _) in _dialogs.Values)
        {
            dialog.Close();
        }
    }

    public bool OnRequest(ServerTransaction transaction)
    {
        var request = transaction.Request;
        if (Find(request) is not { } found)
        {
            return false;
        }

        timeline.Add(found.Call.Id, "sip", request.Method.Name);
        if (!found.Dialog.TryAdvance(request))
        {
            transaction.Respond(500);
        }
        else if (request.Method == SipMethod.Bye)
        {
            transaction.Respond(200);
            found.Dialog.Close();
            desk.End(found.Call, "the caller hung up");
        }
        else if (request.Method == SipMethod.Invite || request.Method == SipMethod.Update)
        {
            Refresh(transaction, found.Dialog, (SipLeg)found.Call.Leg);
        }
        else if (request.Method == SipMethod.Options)
        {
            Answer(transaction, options.Value.Options);
        }
        else
        {
            transaction.Respond(request.Method == SipMethod.Info || request.Method == SipMethod.Notify ? 200 : request.Method == SipMethod.Refer ? 603 : 405);
        }

        return true;
    }

    public bool OnAck(SipRequest ack, SipFlow flow)
    {
        if (Find(ack) is not { } found)
        {
            return false;
        }

        found.Dialog.Acknowledge(ack);
        return true;
    }

    /// <summary>Answers by a switch: the live service's treatment is not documented.</summary>
    public static void Answer(ServerTransaction transaction, RequestAnswer answer)
    {
        if (answer != RequestAnswer.Ignore)
        {
            transaction.Respond(answer == RequestAnswer.Answer ? 200 : NotAcceptable);
        }
    }

    /// <summary>A refresh or a changed offer: the answer is the one given first, and media stays as it was.</summary>
    private void Refresh(ServerTransaction transaction, SipDialog dialog, SipLeg leg)
    {
        if (options.Value.Reinvite != RequestAnswer.Answer)
        {
            Answer(transaction, options.Value.Reinvite);
            return;
        }

        if (transaction is InviteServerTransaction invite)
        {
            _ = dialog.AnswerAsync(invite, OkResponse.Create(transaction, leg.LocalSdp, options.Value.SipContact));
        }
        else
        {
            transaction.Respond(OkResponse.Create(transaction, transaction.Request.Body.IsEmpty ? null : leg.LocalSdp, options.Value.SipContact));
        }
    }

    private (SipDialog Dialog, SimulatedCall Call)? Find(SipRequest request) =>
        request.To.Tag is { } tag && _dialogs.TryGetValue(tag, out var found) && found.Dialog.Owns(request) ? found : null;
}
