using Realtime.SipGateway.Secrets;
using Xunit;

namespace Realtime.SipGateway.Tests.Secrets;

public class SecretReferenceTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sk-abc")]
    [InlineData("env:")]
    [InlineData("vault:x")]
    public void What_is_no_reference_is_refused_without_repeating_it(string? text)
    {
        Assert.False(SecretReference.TryParse(text, out _, out var fault));
        Assert.DoesNotContain("sk-abc", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_that_is_not_set_is_told_by_its_name()
    {
        Assert.False(SecretReference.Parse("env:NO_SUCH_VARIABLE_1").TryRead(out _, out var fault));
        Assert.Contains("not set", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_read_again_when_it_changed_and_its_last_good_value_stays_when_it_vanishes()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("secret-").FullName, "key");
        var reference = SecretReference.Parse("file:" + path);
        Assert.False(reference.TryRead(out _, out _));

        File.WriteAllText(path, "first\n");
        Assert.Equal("first", reference.Read());

        File.WriteAllText(path, "second!\n");
        Assert.Equal("second!", reference.Read());

        File.Delete(path);
        Assert.Equal("second!", reference.Read());
    }

    [Fact]
    public void It_prints_as_the_reference_and_never_as_the_secret()
    {
        Assert.Equal("env:KEY", SecretReference.Parse("env:KEY").ToString());
        Assert.DoesNotContain("hush", SecretReference.Parse("literal:hush").ToString(), StringComparison.Ordinal);
        Assert.Equal("a:b", SecretReference.Parse("literal:a:b").Read());
    }
}
