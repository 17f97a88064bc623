using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Afterwards;
using Realtime.SipGateway.Calls.Diagnosis;
using Realtime.SipGateway.Cli.Calls;
using Xunit;

namespace Realtime.SipGateway.Tests.Cli;

public sealed class AfterCallViewTests
{
    private static readonly AfterCallResult Result = new()
    {
        Summary = new AfterCallPart(AfterCallStatus.Done, "gpt-text") { Text = "Mrs Miller wants her money back." },
        Outcome = new AfterCallPart(AfterCallStatus.Done, "gpt-text") { Value = JsonElement.Parse("""{"name":"Miller"}""") },
    };

    [Fact]
    public void Words_are_shown_to_who_asks_for_them()
    {
        Assert.Equal(
            ["Summary done: \"Mrs Miller wants her money back.\"", """Outcome done: {"name":"Miller"}"""], AfterCallView.Lines(Result, Discretion.Full));
        Assert.Same(Result, AfterCallView.Shown(Result, Discretion.Full));
        Assert.Empty(AfterCallView.Lines(null, Discretion.Full));
    }

    [Fact]
    public void Otherwise_they_are_counted_also_in_json()
    {
        Assert.Equal(["Summary done: (6 words)", "Outcome done: (17 characters)"], AfterCallView.Lines(Result, Discretion.Discreet));
        var record = new CallRecord { CallId = CallId.New(TimeProvider.System), AfterCall = Result };
        Assert.DoesNotContain("Miller", CallListView.Json(record, Discretion.Discreet)!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("Miller", CallListView.Json(record, Discretion.Full)!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_says_why()
    {
        var missing = new AfterCallResult { Summary = new AfterCallPart(AfterCallStatus.Failed, "gpt-text") { Fault = "the service answered 404 (model_not_found)" } };

        Assert.Equal(["Summary failed: the service answered 404 (model_not_found)"], AfterCallView.Lines(missing, Discretion.Discreet));
    }
}
