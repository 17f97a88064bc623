using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

public sealed class SipRejectionsTests
{
    [Fact]
    public void Every_rejection_has_a_failure_status_and_a_phrase_of_its_own()
    {
        var answers = Enum.GetValues<SipRejection>().Where(rejection => rejection != SipRejection.None).Select(SipRejections.StatusOf).ToList();

        Assert.All(answers, answer => Assert.InRange(answer.Status, 400, 599));
        Assert.Equal(answers.Count, answers.Select(answer => answer.Phrase).Distinct().Count());
    }

    [Fact]
    public void What_was_not_rejected_has_no_status() => Assert.Throws<ArgumentOutOfRangeException>(() => SipRejections.StatusOf(SipRejection.None));
}
