using Realtime.Sip.B2bua;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

/// <summary>
/// Walks every state that a call can reach under every order of inputs, to closure, beside a model of the two wires
/// (<see cref="B2buaWorld"/>) that complains about anything the machine may not do or must not leave undone.
/// </summary>
public sealed class B2buaMachineModelTests
{
    private static readonly B2buaInput[] AllInputs = Enum.GetValues<B2buaInput>();

    private static readonly Lazy<Walk> Closure = new(WalkAll);

    [Fact]
    public void No_order_of_inputs_breaks_a_rule()
    {
        Assert.True(Closure.Value.Complaints.Count == 0, string.Join('\n', Closure.Value.Complaints.Take(5)));
    }

    [Fact]
    public void The_walk_is_wide_enough_to_mean_something()
    {
        var nodes = Closure.Value.Nodes;
        Assert.True(nodes.Count > 1_000, $"only {nodes.Count} states were reached");
        Assert.Equal(AllInputs.Order(), Closure.Value.Edges.Select(edge => edge.Input).Distinct().Order());
        Assert.Equal(Enum.GetValues<CallerLeg>().Order(), nodes.Keys.Select(node => node.State.Caller).Distinct().Order());
        Assert.Equal(Enum.GetValues<TargetLeg>().Order(), nodes.Keys.Select(node => node.State.Target).Distinct().Order());
        Assert.Equal(Enum.GetValues<B2buaExchange>().Order(), nodes.Keys.Select(node => node.State.Exchange).Distinct().Order());
        Assert.Equal(Enum.GetValues<B2buaCause>().Order(), nodes.Keys.Select(node => node.State.Cause).Distinct().Order());
    }

    [Fact]
    public void A_call_that_completed_has_one_cause_that_never_changes()
    {
        Assert.All(Closure.Value.Edges, edge =>
        {
            Assert.Equal(edge.To.World.Completed, edge.To.State.IsOver);
            Assert.True(!edge.To.World.Completed || edge.To.State.Cause != B2buaCause.None);
            Assert.True(edge.From.State.Cause == B2buaCause.None || edge.From.State.Cause == edge.To.State.Cause);
        });
    }

    [Fact]
    public void Our_hang_up_and_timers_alone_take_any_call_down()
    {
        B2buaInput[] ours =
        [
            B2buaInput.HangUp, B2buaInput.Drained, B2buaInput.CallerByeDone, B2buaInput.CallerAckTimeout, B2buaInput.TargetTimeout,
            B2buaInput.TargetByeDone, B2buaInput.CancelledFinished,
        ];
        var ends = Closure.Value.Nodes.Keys.Where(node => node.State.IsSettled).ToHashSet();
        var into = Closure.Value.Edges.Where(edge => ours.Contains(edge.Input)).ToLookup(edge => edge.To, edge => edge.From);
        var open = new Queue<Node>(ends);
        while (open.TryDequeue(out var node))
        {
            foreach (var from in into[node].Where(ends.Add))
            {
                open.Enqueue(from);
            }
        }

        Assert.Empty(Closure.Value.Nodes.Keys.Where(node => !ends.Contains(node)).Take(5));
    }

    [Fact]
    public void A_settled_call_only_answers_that_it_is_gone()
    {
        Assert.All(
            Closure.Value.Edges.Where(edge => edge.From.State.IsSettled),
            edge => Assert.Equal(edge.From.State, edge.To.State));
    }

    private static Walk WalkAll()
    {
        var walk = new Walk([], [], []);
        var open = new Queue<Node>();
        var first = new Node(default, default);
        walk.Nodes.Add(first, "");
        open.Enqueue(first);
        while (open.TryDequeue(out var node))
        {
            foreach (var input in AllInputs.Where(input => node.World.MayHappen(input)))
            {
                if (TryStep(walk, node, input) is { } next && walk.Nodes.TryAdd(next, $"{walk.Nodes[node]} {input}"))
                {
                    open.Enqueue(next);
                }
            }
        }

        return walk;
    }

    private static Node? TryStep(Walk walk, Node node, B2buaInput input)
    {
        var world = node.World;
        var step = B2buaMachine.Step(node.State, input);
        var done = default(B2buaAction);
        try
        {
            world.Happens(input);
            foreach (var action in step.Actions)
            {
                done = action;
                world.Does(action);
            }

            world.StepIsDone();
        }
        catch (InvalidOperationException complaint)
        {
            walk.Complaints.Add($"{walk.Nodes[node]} {input} → {step.Actions}: {done} {complaint.Message} ({node.State})");
            return null;
        }

        var next = new Node(step.State, world);
        walk.Edges.Add(new Edge(node, input, next));
        return next;
    }

    private readonly record struct Node(B2buaState State, B2buaWorld World);

    private readonly record struct Edge(Node From, B2buaInput Input, Node To);

    private sealed record Walk(Dictionary<Node, string> Nodes, List<Edge> Edges, List<string> Complaints);
}
