using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Sideband.Tools.Hosted;

/// <summary>
/// Tools of MCP servers that the service calls itself. It asks before a call where the policy wants that, and a person, or the deadline, decides; a call is
/// written down as any tool's; and since the service says nothing of its own about a result, the agent is asked to go on when all calls of a response ended.
/// </summary>
internal sealed class HostedTools(SessionParts parts) : SessionFeature
{
    /// <summary>Calls that are open at a time; more are answered no, or are not waited for.</summary>
    private const int MaxOpen = 16;

    private const int MaxRecorded = 8_192;

    private readonly HostedRuns _runs = new(parts.Time, parts.Deadlines);
    private readonly HostedLists _lists = new(parts.Call);
    private readonly HostedDecisions _decisions = new(parts);
    private readonly RecentIds _known = new(1_024);
    private readonly RecentIds _items = new(1_024);
    private readonly HostedQuestions _questions = new();
    private IReadOnlyDictionary<string, PreparedTool> _tools = parts.Agent.Tools;
    private bool _isOver;

    public override void SwitchTo(SidebandAgent agent) => _tools = agent.Tools;

    public override void Opened(bool again)
    {
        if (!again)
        {
            return;
        }

        _decisions.TellAgain();
        foreach (var itemId in _runs.All.Where(static run => !run.IsOpenItem).Select(static run => run.ItemId).OfType<string>())
        {
            parts.Outbox.Add(ClientEvents.ItemRetrieve(parts.Outbox.NextEventId(), itemId));
        }
    }

    public override void Take(ServerEvent received)
    {
        switch (received)
        {
            case ServerEvent.ItemOpened { Item: { Type: HostedItem.Call } item } opened:
                Begun(opened.ResponseId, item);
                _runs.Find(item.Id)?.IsOpenItem = true;
                break;
            case ServerEvent.ItemOpened { Item: { Type: HostedItem.ApprovalRequest } item } opened:
                _questions.Announced(item.Id, opened.ResponseId);
                break;
            case ServerEvent.ItemDone { Item.Hosted: not null } done:
                TakeItem(done.ResponseId, done.Item);
                break;
            case ServerEvent.ItemKept { Item: { Type: HostedItem.ApprovalRequest } item }:
                if (!_known.Contains(item.Id))
                {
                    _questions.Announced(item.Id, null);
                }

                break;
            case ServerEvent.ItemKept { Item.Hosted: not null } kept:
                TakeItem(null, kept.Item);
                break;
            case ServerEvent.ItemRetrieved { Item.Hosted: not null } retrieved:
                TakeRetrieved(retrieved.Item);
                break;
            case ServerEvent.HostedArguments told when _runs.Find(told.ItemId) is { } run:
                Called(run, told.Arguments);
                break;
            case ServerEvent.HostedCallEnded ended:
                Told(ended.ItemId);
                break;
            case ServerEvent.HostedListEnded { Succeeded: false } list:
                _lists.Failed(list.ItemId);
                break;
            case ServerEvent.ResponseDone done:
                foreach (var itemId in _runs.All.Where(run => run.IsUntold && run.Function.ResponseId == done.ResponseId).Select(static run => run.ItemId!)
                    .Concat(_questions.Missing(done.ResponseId)))
                {
                    parts.Outbox.Add(ClientEvents.ItemRetrieve(parts.Outbox.NextEventId(), itemId));
                }

                break;
            default:
                break;
        }
    }

    public override void Check()
    {
        while (_decisions.TryTake(out var decided))
        {
            // What it came out of may have changed while a person thought about it.
            Decided(decided.Run, decided.Denied ?? WhyNot(decided.Run));
        }
    }

    public override void Due(Deadline deadline)
    {
        if (deadline != Deadline.HostedTool)
        {
            return;
        }

        foreach (var run in _runs.Overdue())
        {
            run.IsLate = true;
            var output = ToolOutput.Failed($"The service gave no result within {(int)run.Timeout.TotalMilliseconds} ms; it may still come.");
            Record(run, output.Succeeded, output.Text, late: false);
            parts.Tools.HostedEnded(run.Function);
        }

        _runs.Arm(_isOver);
    }

    public override void CallEnded() => _isOver = true;

    public override void Finish()
    {
        _isOver = true;
        parts.Deadlines.Cancel(Deadline.HostedTool);
        foreach (var run in _runs.All.Where(static run => !run.IsLate))
        {
            Record(run, succeeded: false, ToolOutput.Failed("Not known: the call ended before the service told it.").Text, late: true);
        }

        _runs.Clear();
    }

    private void TakeItem(string? responseId, ConversationItem item)
    {
        var hosted = item.Hosted!;
        switch (item.Type)
        {
            case HostedItem.Call:
                Begun(responseId, item);
                if (_runs.Find(item.Id) is { } run)
                {
                    if (responseId is not null || hosted.HasEnded || item.Arguments is { Length: > 0 })
                    {
                        Called(run, item.Arguments);
                    }

                    run.IsOpenItem = false;
                    if (hosted.HasEnded)
                    {
                        Ended(run, hosted);
                    }
                }

                break;
            case HostedItem.ApprovalRequest:
                var announced = _questions.Ended(item.Id);
                Asked(responseId ?? announced, item);
                break;
            case HostedItem.ApprovalResponse when hosted.ApprovalRequestId is { } requestId:
                _decisions.Confirmed(requestId);
                break;
            case HostedItem.List:
                _lists.Take(item.Id, hosted, _tools);
                break;
            default:
                break;
        }
    }

    /// <summary>A question whose response still runs may not be whole yet; its end comes by itself.</summary>
    private void TakeRetrieved(ConversationItem item)
    {
        if (item is { Type: HostedItem.Call, Hosted.HasEnded: true } && parts.Call.IsTakenOver && _runs.Find(item.Id) is null)
        {
            // Of the process before, which may have written it down: to tell it twice would make the agent speak twice.
            return;
        }

        if (item.Type != HostedItem.ApprovalRequest || item.Arguments is { Length: > 0 })
        {
            TakeItem(null, item);
        }
    }

    /// <summary>The service asks whether it may. Half a question, of an answer that was cut, is none.</summary>
    private void Asked(string? responseId, ConversationItem item)
    {
        if (_isOver || !item.IsCompleted || !_runs.HasPlace() || !_known.Add(item.Id))
        {
            return;
        }

        var run = _runs.Open(item.Id, responseId, item, _tools);
        Called(run, item.Arguments);
        parts.Tools.HostedBegan(run.Function, run.Tool);
        if (WhyNot(run) is { } why)
        {
            Decided(run, why);
        }
        else if (_runs.Count > MaxOpen)
        {
            Decided(run, "Not run: too many tools are running.");
        }
        else
        {
            _decisions.Ask(run);
        }
    }

    /// <summary>Null when a person may be asked about it.</summary>
    private string? WhyNot(HostedRun run) => run switch
    {
        _ when !run.MayBeAskedFor || !parts.Tools.Allows(run.Tool!.Name) => "Not run: the agent may not use this tool.",
        _ when parts.Guard.HasStopped(run.Function.ResponseId) => "Not run: the answer that asked for it was stopped.",
        _ when parts.Sequencer.IsClosed => "Not run: the conversation is being left.",
        _ => null,
    };

    private void Decided(HostedRun run, string? denied)
    {
        if (!_isOver)
        {
            _decisions.Tell(run, denied);
        }

        if (denied is not null)
        {
            End(run, succeeded: false, ToolOutput.Failed(denied).Text);
        }
        else
        {
            // From here on it is the service's time, not a person's.
            run.RunsSince = parts.Time.GetTimestamp();
            _runs.Arm(_isOver);
        }
    }

    /// <summary>The service runs it.</summary>
    private void Begun(string? responseId, ConversationItem item)
    {
        if (item.Id.Length == 0 || !_items.Add(item.Id))
        {
            return;
        }

        var asked = item.Hosted?.ApprovalRequestId is { } requestId ? _runs.Of(requestId) : null;
        if (asked is not null)
        {
            asked.ItemId = item.Id;
        }
        else if (_runs.HasPlace() && (item.Hosted?.ApprovalRequestId is null || !_known.Contains(item.Hosted.ApprovalRequestId)))
        {
            var run = _runs.Open(item.Id, responseId, item, _tools);
            run.ItemId = item.Id;
            run.RunsSince = run.Since;
            if (item.Arguments is { Length: > 0 })
            {
                Called(run, item.Arguments);
            }

            parts.Tools.HostedBegan(run.Function, run.Unasked);
            _runs.Arm(_isOver);
        }
    }

    /// <summary>Written down once, with its arguments: the item is announced without them.</summary>
    private void Called(HostedRun run, string? arguments)
    {
        if (!run.IsRecorded)
        {
            run.IsRecorded = true;
            parts.Call.Record(new ToolCalled(run.Function.Id, run.Name, Shortened(arguments ?? "")));
        }
    }

    /// <summary>Its end was told by an event; what it came to stands in its item, which usually follows.</summary>
    private void Told(string itemId)
    {
        if (_runs.Find(itemId) is { } run)
        {
            run.IsUntold = true;
            if (run.Function.ResponseId.Length == 0 || parts.Sequencer.HasFinished(run.Function.ResponseId))
            {
                parts.Outbox.Add(ClientEvents.ItemRetrieve(parts.Outbox.NextEventId(), itemId));
            }
        }
    }

    private void Ended(HostedRun run, HostedItem hosted)
    {
        var succeeded = hosted.Error is null;
        End(run, succeeded, parts.Call.Digits.Redact(succeeded ? hosted.Output! : hosted.Error!));
    }

    private void End(HostedRun run, bool succeeded, string output)
    {
        _runs.Close(run);
        if (run.IsLate)
        {
            parts.Call.Record(new ToolResultArrived(run.Function.Id, run.Name, succeeded, Shortened(output), _runs.Elapsed(run).TotalMilliseconds, _isOver));
            if (!_isOver)
            {
                parts.Sequencer.Ask(ResponseRequest.GoOn);
            }

            return;
        }

        Record(run, succeeded, output, _isOver);
        parts.Tools.HostedEnded(run.Function);
        _runs.Arm(_isOver);
    }

    private void Record(HostedRun run, bool succeeded, string output, bool late)
    {
        Called(run, run.Function.Arguments);
        parts.Call.Record(new ToolCompleted(run.Function.Id, run.Name, succeeded, Shortened(output), _runs.Elapsed(run).TotalMilliseconds, late));
    }

    private static string Shortened(string text) => text.Length <= MaxRecorded ? text : text[..MaxRecorded];
}
