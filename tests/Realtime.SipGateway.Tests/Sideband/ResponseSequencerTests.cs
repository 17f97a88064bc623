using FsCheck;
using FsCheck.Fluent;
using Realtime.SipGateway.Sideband;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class ResponseSequencerTests
{
    private static readonly ResponseRequest Greeting = new("Say hello.");

    private readonly ResponseSequencer _sequencer = new();

    [Fact]
    public void A_wish_goes_out_at_once_when_nothing_runs()
    {
        _sequencer.Ask(Greeting);

        Assert.Same(Greeting, _sequencer.Take("gw_1"));
        Assert.Null(_sequencer.Take("gw_2"));
        Assert.True(_sequencer.AwaitsService);
    }

    [Fact]
    public void Wishes_during_a_response_become_one_after_it()
    {
        _sequencer.Created("resp_1", null);
        _sequencer.Ask(ResponseRequest.GoOn);
        _sequencer.Ask(ResponseRequest.GoOn);

        Assert.Null(_sequencer.Take("gw_1"));
        _sequencer.Done("resp_1");
        Assert.NotNull(_sequencer.Take("gw_1"));
        _sequencer.Created("resp_2", "gw_1");
        _sequencer.Done("resp_2");
        Assert.Null(_sequencer.Take("gw_2"));
    }

    [Fact]
    public void A_wish_during_our_own_request_waits_for_that_response_to_end()
    {
        _sequencer.Ask(ResponseRequest.GoOn);
        _sequencer.Take("gw_1");
        _sequencer.Ask(ResponseRequest.GoOn);

        Assert.Null(_sequencer.Take("gw_2"));
        _sequencer.Created("resp_1", "gw_1");
        Assert.Null(_sequencer.Take("gw_2"));
        _sequencer.Done("resp_1");
        Assert.NotNull(_sequencer.Take("gw_2"));
    }

    [Fact]
    public void A_request_refused_because_another_response_runs_is_sent_after_it()
    {
        _sequencer.Ask(ResponseRequest.GoOn);
        _sequencer.Take("gw_1");
        _sequencer.Created("resp_vad", null);

        Assert.True(_sequencer.Refused("gw_1", becauseActive: true));
        Assert.Null(_sequencer.Take("gw_2"));
        _sequencer.Done("resp_vad");
        Assert.NotNull(_sequencer.Take("gw_2"));
    }

    [Fact]
    public void A_refusal_by_a_response_that_we_never_saw_waits_for_its_end_or_for_the_timer()
    {
        _sequencer.Ask(ResponseRequest.GoOn);
        _sequencer.Take("gw_1");
        _sequencer.Refused(null, becauseActive: true);

        Assert.True(_sequencer.AwaitsService);
        Assert.Null(_sequencer.Take("gw_2"));
        _sequencer.TimedOut();
        Assert.NotNull(_sequencer.Take("gw_2"));
    }

    [Fact]
    public void A_request_refused_for_another_reason_is_not_repeated()
    {
        _sequencer.Ask(ResponseRequest.GoOn);
        _sequencer.Take("gw_1");

        Assert.True(_sequencer.Refused("gw_1", becauseActive: false));
        Assert.Null(_sequencer.Take("gw_2"));
        Assert.False(_sequencer.AwaitsService);
    }

    [Fact]
    public void A_request_that_was_renounced_is_not_repeated_and_the_next_one_is_as_any()
    {
        _sequencer.Ask(ResponseRequest.GoOn);
        _sequencer.Take("gw_1");
        _sequencer.Drop();
        _sequencer.TimedOut();

        Assert.Null(_sequencer.Take("gw_2"));
        _sequencer.Ask(Greeting);
        Assert.Same(Greeting, _sequencer.Take("gw_2"));
        _sequencer.TimedOut();
        Assert.Same(Greeting, _sequencer.Take("gw_3"));
    }

    [Fact]
    public void The_error_of_another_message_changes_nothing()
    {
        _sequencer.Ask(ResponseRequest.GoOn);
        _sequencer.Take("gw_1");

        Assert.False(_sequencer.Refused("gw_9", becauseActive: false));
        Assert.False(_sequencer.Refused(null, becauseActive: false));
        Assert.True(_sequencer.AwaitsService);
    }

    [Fact]
    public void A_request_without_any_answer_is_repeated_once()
    {
        _sequencer.Ask(ResponseRequest.GoOn);
        _sequencer.Take("gw_1");
        _sequencer.TimedOut();
        Assert.NotNull(_sequencer.Take("gw_2"));
        _sequencer.TimedOut();

        Assert.Null(_sequencer.Take("gw_3"));
        Assert.False(_sequencer.AwaitsService);
    }

    [Fact]
    public void A_service_that_echoes_no_metadata_is_taken_to_have_answered()
    {
        _sequencer.Ask(ResponseRequest.GoOn);
        _sequencer.Take("gw_1");
        _sequencer.Created("resp_1", null);
        _sequencer.Done("resp_1");
        _sequencer.TimedOut();

        Assert.Null(_sequencer.Take("gw_2"));
    }

    [Fact]
    public void A_late_or_repeated_event_of_an_ended_response_blocks_nothing()
    {
        _sequencer.Created("resp_1", null);
        _sequencer.Done("resp_1");
        _sequencer.Done("resp_1");
        _sequencer.Created("resp_1", null);
        _sequencer.Ask(ResponseRequest.GoOn);

        Assert.NotNull(_sequencer.Take("gw_1"));
    }

    [Fact]
    public void An_end_that_overtakes_its_beginning_leaves_nothing_active()
    {
        _sequencer.Done("resp_1");
        _sequencer.Created("resp_1", null);

        Assert.Null(_sequencer.Active);
    }

    [Fact]
    public void Nothing_goes_out_while_held()
    {
        _sequencer.Hold();
        _sequencer.Hold();
        _sequencer.Ask(ResponseRequest.GoOn);
        _sequencer.Release();

        Assert.Null(_sequencer.Take("gw_1"));
        _sequencer.Release();
        Assert.NotNull(_sequencer.Take("gw_1"));
    }

    [Fact]
    public void After_a_reconnect_an_unanswered_request_goes_out_again()
    {
        _sequencer.Created("resp_1", null);
        _sequencer.Ask(Greeting);
        _sequencer.Reconnected();

        Assert.Same(Greeting, _sequencer.Take("gw_1"));
        _sequencer.Reconnected();
        Assert.Same(Greeting, _sequencer.Take("gw_2"));
    }

    [Fact]
    public void Whatever_happens_the_service_never_has_two_requests_and_every_wish_is_served()
    {
        var step = Gen.Choose(0, 5);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(60),
            Prop.ForAll(Gen.ListOf(step).ToArbitrary(), steps => new SequencedService().Survives([.. steps])));
    }

    /// <summary>A service that answers in order, creates responses of its own and refuses what comes while one runs.</summary>
    private sealed class SequencedService
    {
        private readonly ResponseSequencer _sequencer = new();
        private readonly Queue<(string Id, int Wish)> _requests = new();
        private readonly Queue<Action> _news = new();
        private string? _running;
        private int _number;
        private int _wished;
        private int _served;

        public bool Survives(int[] steps)
        {
            var ok = steps.All(Do);
            for (var round = 0; round < 8; round++)
            {
                ok &= Do(2) && Do(3) && Do(4) && Do(3);
            }

            return ok && _served == _wished && _sequencer.Take("gw_end") is null;
        }

        private bool Do(int step)
        {
            switch (step)
            {
                case 0:
                    _sequencer.Ask(ResponseRequest.GoOn);
                    _wished++;
                    break;
                case 1 when _running is null:
                    Begin(null);
                    break;
                case 2 when _requests.TryDequeue(out var request):
                    Answer(request);
                    break;
                case 3:
                    while (_news.TryDequeue(out var news))
                    {
                        news();
                    }

                    break;
                case 4 when _running is { } ended:
                    _running = null;
                    _news.Enqueue(() => _sequencer.Done(ended));
                    break;
                default:
                    break;
            }

            if (_sequencer.Take($"gw_{++_number}") is not null)
            {
                _requests.Enqueue(($"gw_{_number}", _wished));
            }

            return _requests.Count <= 1;
        }

        private void Answer((string Id, int Wish) request)
        {
            if (_running is null)
            {
                _served = request.Wish;
                Begin(request.Id);
            }
            else
            {
                _news.Enqueue(() => _sequencer.Refused(request.Id, becauseActive: true));
            }
        }

        private void Begin(string? request)
        {
            var id = _running = $"resp_{++_number}";
            _news.Enqueue(() => _sequencer.Created(id, request));
        }
    }

    [Fact]
    public void After_the_last_words_nothing_is_asked_any_more()
    {
        var sequencer = new ResponseSequencer();
        sequencer.Ask(ResponseRequest.GoOn);
        Assert.NotNull(sequencer.Take("gw_1"));
        sequencer.Close(ResponseRequest.Exactly("Goodbye."));
        sequencer.Ask(ResponseRequest.GoOn);
        sequencer.Created("resp_1", "gw_1");
        Assert.False(sequencer.CanTake);
        sequencer.Done("resp_1");

        Assert.Contains("Goodbye.", sequencer.Take("gw_2")!.Instructions, StringComparison.Ordinal);
        sequencer.Created("resp_2", "gw_2");
        sequencer.Done("resp_2");
        sequencer.Ask(ResponseRequest.GoOn);

        Assert.Equal("resp_2", sequencer.ClosingResponse);
        Assert.False(sequencer.CanTake);
    }

    [Fact]
    public void What_was_under_way_when_the_last_words_came_is_not_asked_again()
    {
        var sequencer = new ResponseSequencer();
        sequencer.Ask(ResponseRequest.GoOn);
        Assert.NotNull(sequencer.Take("gw_1"));
        sequencer.Close(null);

        Assert.True(sequencer.Refused("gw_1", becauseActive: true));
        sequencer.Reconnected();

        Assert.False(sequencer.CanTake);
    }

    [Fact]
    public void Last_words_that_were_refused_are_asked_again()
    {
        var sequencer = new ResponseSequencer();
        sequencer.Close(ResponseRequest.Exactly("Goodbye."));
        Assert.NotNull(sequencer.Take("gw_1"));
        sequencer.Created("resp_other", null);
        Assert.True(sequencer.Refused("gw_1", becauseActive: true));
        sequencer.Done("resp_other");

        Assert.NotNull(sequencer.Take("gw_2"));
        sequencer.Created("resp_2", "gw_2");
        Assert.Equal("resp_2", sequencer.ClosingResponse);
    }
}
