using System.Text;
using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

public sealed class MultipartBodyTests
{
    [Fact]
    public void Parts_are_cut_byte_for_byte()
    {
        const string body = "preamble\r\n--7a9-x  \r\nContent-Type: application/sdp\r\nContent-Disposition: session;\r\n handling=required\r\n\r\nv=0\r\n\r\n"
            + "--7a9-xyz\r\n\r\n--7a9-x\r\n\r\nno headers\r\n--7a9-x\r\nContent-Type: application/ISUP;version=nxv3\r\n\r\n\u0001\0\u007f\r\n--7a9-x--\r\nepilogue";

        Assert.True(MultipartBody.TryParse("Multipart/Mixed ; boundary=\"7a9-x\"", Encoding.UTF8.GetBytes(body), out var multipart));

        Assert.Equal(["application/sdp", "text/plain", "application/ISUP"], multipart.Parts.Select(part => part.MediaType));
        Assert.Equal(["v=0\r\n\r\n--7a9-xyz\r\n", "no headers", "\u0001\0\u007f"], multipart.Parts.Select(part => Encoding.UTF8.GetString(part.Body.Span)));
        Assert.Equal("session; handling=required", multipart.Parts[0].Headers.First(SipHeaderId.ContentDisposition));
        Assert.Same(multipart.Parts[2], multipart.Find("Application/isup"));
        Assert.Null(multipart.Find("image/png"));
    }

    [Theory]
    [InlineData("application/sdp", "--b\r\n\r\nx\r\n--b--")]
    [InlineData("multipart/mixed", "--b\r\n\r\nx\r\n--b--")]
    [InlineData("multipart/mixed;boundary=", "--\r\n\r\nx\r\n----")]
    [InlineData("multipart/mixed;boundary=c", "--b\r\n\r\nx\r\n--b--")]
    [InlineData("multipart/mixed;boundary=b", "")]
    [InlineData("multipart/mixed;boundary=b", "--b--")]
    [InlineData("multipart/mixed;boundary=b", "--b\r\n\r\nx")]
    [InlineData("multipart/mixed;boundary=b", "--b\r\nno colon\r\n\r\nx\r\n--b--")]
    [InlineData("multipart/mixed;boundary=b", "--b\r\nA b: c\r\n\r\nx\r\n--b--")]
    [InlineData("multipart/mixed;boundary=b", "--b\r\nA: b\nc: d\r\n\r\nx\r\n--b--")]
    [InlineData("multipart/mixed;boundary=0123456789012345678901234567890123456789012345678901234567890123456789x", "--b\r\n\r\nx\r\n--b--")]
    public void What_breaks_the_rules_is_refused(string contentType, string body) =>
        Assert.False(MultipartBody.TryParse(contentType, Encoding.UTF8.GetBytes(body), out _));

    [Fact]
    public void The_number_of_parts_is_limited()
    {
        var part = "--b\r\n\r\nx\r\n";

        Assert.True(IsParsed(string.Concat(Enumerable.Repeat(part, MultipartBody.MaxParts)) + "--b--"));
        Assert.False(IsParsed(string.Concat(Enumerable.Repeat(part, MultipartBody.MaxParts + 1)) + "--b--"));
    }

    private static bool IsParsed(string body) => MultipartBody.TryParse("multipart/mixed;boundary=b", Encoding.UTF8.GetBytes(body), out _);
}
