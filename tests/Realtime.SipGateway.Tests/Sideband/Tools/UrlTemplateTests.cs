using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Realtime.SipGateway.Sideband.Tools;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Tools;

public sealed class UrlTemplateTests
{
    private const string Template = "https://api.example.com/orders/{id}/lines?q={query}";

    [Fact]
    public void Slots_are_filled_percent_encoded()
    {
        var (uri, fault) = Fill(Template, new { id = "a/b?c#d", query = "x&y=z é" });

        Assert.Null(fault);
        Assert.Equal("https://api.example.com/orders/a%2Fb%3Fc%23d/lines?q=x%26y%3Dz%20%C3%A9", uri!.AbsoluteUri);
    }

    [Fact]
    public void Numbers_and_truth_values_are_filled_as_they_stand() =>
        Assert.Equal("https://api.example.com/orders/1.5/lines?q=true", Fill(Template, new { id = 1.5, query = true }).Uri!.AbsoluteUri);

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    public void A_value_that_would_change_the_path_is_refused(string id) => Assert.NotNull(Fill(Template, new { id, query = "q" }).Fault);

    [Fact]
    public void Two_slots_do_not_make_a_dot_segment() =>
        Assert.NotNull(Fill("https://h.example/{a}{b}/x", new { a = ".", b = "." }).Fault);

    [Fact]
    public void Missing_long_and_composite_values_are_refused()
    {
        Assert.NotNull(Fill(Template, new { id = "1" }).Fault);
        Assert.NotNull(Fill(Template, new { id = new string('x', UrlTemplate.MaxValueLength + 1), query = "q" }).Fault);
        Assert.NotNull(Fill(Template, new { id = new { a = 1 }, query = "q" }).Fault);
    }

    [Theory]
    [InlineData("https://{host}/x")]
    [InlineData("https://{host}.example.com/x")]
    [InlineData("{scheme}://example.com/x")]
    public void No_slot_reaches_the_host(string template) => Assert.NotNull(Fill(template, new { host = "evil.example", scheme = "https" }).Fault);

    [Fact]
    public void Whatever_the_model_says_host_and_shape_of_the_path_stay()
    {
        var value = Gen.ArrayOf(Gen.Elements("/", "\\", ".", "..", "%2e", "%2F", "@", ":", "?", "#", "&", " ", "a", "é", "\r\n", "[", "//evil", ";"))
            .Select(parts => string.Concat(parts));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000), Prop.ForAll(value.Zip(value).ToArbitrary(), sample =>
        {
            var (uri, fault) = Fill("https://api.example.com:8443/orders/{id}/lines?q={query}&k=1", new { id = sample.Item1, query = sample.Item2 });
            return fault is not null
                || (uri!.Authority == "api.example.com:8443" && uri.Segments.Length == 4 && uri.Segments[1] == "orders/" && uri.Segments[3] == "lines"
                    && uri.Query.EndsWith("&k=1", StringComparison.Ordinal) && uri.Query.Count(c => c == '&') == 1 && uri.Fragment == "");
        }));
    }

    private static (Uri? Uri, string? Fault) Fill(string template, object arguments) =>
        new UrlTemplate(template).Fill(new ToolSlots(JsonSerializer.SerializeToElement(arguments), null, ToolContext.None));
}
