using Xunit;

namespace Realtime.SipGateway.Tests;

public class StartUpTests
{
    [Fact]
    public async Task One_start_tells_the_faults_of_every_section()
    {
        var before = Console.Error;
        await using var error = new StringWriter();
        Console.SetError(error);
        try
        {
            var status = await StartUp.RunAsync(
            [
                "--Targets:openai:ApiKey=sk-not-a-reference", "--Store:QueueLength=1", "--Policy:PollMs=1", "--Webhooks:RefusalStatus=200",
                "--Api:Keys:0:Name=ops", "--Api:Keys:0:Sha256=abc",
            ]);

            Assert.Equal(2, status);
        }
        finally
        {
            Console.SetError(before);
        }

        var told = error.ToString();
        foreach (var key in new[]
        {
            "Targets:openai:ApiKey: is no secret reference", "Store:QueueLength: \"1\" must be between", "Policy:PollMs: \"1\" must",
            "Webhooks:RefusalStatus: \"200\" must", "Api:Keys:0:Sha256: must match",
        })
        {
            Assert.Contains(key, told, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("sk-not", told, StringComparison.Ordinal);
    }
}
