using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

/// <summary>What holds for all messages and for all bytes.</summary>
public sealed class SipParserProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1000);

    private static readonly byte[][] Seeds =
    [
        Samples.Bytes(Samples.Invite), Samples.Bytes(Samples.Ok), .. TortureFiles.Names.Select(TortureFiles.Read),
    ];

    /// <summary>Bytes that mean something somewhere: a mutation of these finds more than random ones.</summary>
    private static readonly byte[] Spice = [.. "\r\n\0\\\"<>;,:@=?%&[]()/ \t*0Az~"u8, 0x7f, 0x80, 0xc3, 0xff];

    private static readonly Gen<string> Word = Gen.Elements([.. "abcXYZ019-.!%*_+`'~"]).NonEmptyListOf().Select(letters => new string([.. letters]));

    private static readonly Gen<string> Text = Gen.Elements([.. "aZ 09\t;,:<>\"\\@=%éß你[]()?&\u0007"]).ListOf().Select(letters => new string([.. letters]));

    private static readonly Gen<(int At, byte Value, int Kind)> Edit =
        from at in Gen.Choose(0, 10_000)
        from value in Gen.Elements(Spice)
        from kind in Gen.Choose(0, 3)
        select (at, value, kind);

    [Fact]
    public void No_mutation_of_a_sample_makes_anything_throw()
    {
        var mutated =
            from seed in Gen.Elements(Seeds)
            from count in Gen.Choose(1, 5)
            from edits in Edit.ListOf(count)
            select Mutate(seed, edits);

        Check.One(Many, Prop.ForAll(mutated.ToArbitrary(), TouchEverything));
    }

    [Fact]
    public void No_bytes_make_anything_throw() => Check.One(Many, Prop.ForAll<byte[]>(TouchEverything));

    [Fact]
    public void Values_of_any_text_never_throw_in_any_reader() =>
        Check.One(Many, Prop.ForAll(Text.ToArbitrary(), text =>
        {
            _ = NameAddress.TryParse(text, out _) | ViaHeader.TryParse(text, out _) | SipUri.TryParse("sip:" + text, out _) | SipUri.TryParse("tel:" + text, out _);
            _ = MultipartBody.TryParse("multipart/mixed;boundary=" + text, Encoding.UTF8.GetBytes("--" + text + "\r\n\r\n\r\n--" + text + "--"), out _);
            return true;
        }));

    [Fact]
    public void What_is_built_is_read_back_the_same()
    {
        var message =
            from method in Word
            from user in Text
            from name in Text
            from tag in Word
            from headers in (from header in Word from value in Text select (header, value)).ListOf()
            from body in ArbMap.Default.GeneratorFor<byte[]>()
            select Build(method, user, name, tag, headers, body);

        Check.One(Many, Prop.ForAll(message.ToArbitrary(), request =>
        {
            var again = Assert.IsType<SipRequest>(SipParser.Parse(request.ToBytes()).Message);
            Assert.Equal((request.Method, request.RequestUri, request.CSeq, request.CallId), (again.Method, again.RequestUri, again.CSeq, again.CallId));
            Assert.Equal((request.From.DisplayName, request.From.Uri, request.From.Tag), (again.From.DisplayName, again.From.Uri, again.From.Tag));
            Assert.Equal(request.Headers.Select(header => header.ToString()), again.Headers.SkipLast(1).Select(header => header.ToString()));
            Assert.Equal(request.Body.ToArray(), again.Body.ToArray());
            Assert.Equal(request.ToBytes(), again.ToBytes());
        }));
    }

    [Fact]
    public void No_text_given_to_a_builder_makes_a_second_header()
    {
        var evil = Gen.Elements([.. "aB:;,<>\"\\\r\n\0 \t\u0085\u2028@=?%/"]).ListOf().Select(letters => new string([.. letters]));

        Check.One(Many, Prop.ForAll(evil.ToArbitrary(), text =>
        {
            var request = Build("OPTIONS", "u", "n", "t", [], []);
            var lines = request.ToString().Split('\n').Length;
            Try(() => request.Headers.Set(SipHeaderId.Subject, text), () => lines++);
            Try(() => request.From = NameAddress.Create(SipUri.Parse("sip:h"), text), () => { });
            Try(() => request.To = request.To.WithParameter("x", text), () => { });
            Try(() => request.TopVia = request.TopVia.With("x", text), () => { });
            Try(() => request.RequestUri = SipUri.Create(text, "h").WithParameter("x", text), () => { });
            Try(() => request.CallId = text, () => { });

            return request.ToString().Split('\n').Length == lines && request.ToString().Count(symbol => symbol == '\r') == lines - 1;
        }));
    }

    private static void Try(Action change, Action changed)
    {
        try
        {
            change();
            changed();
        }
        catch (Exception refused) when (refused is ArgumentException or FormatException)
        {
            // Refusing is one of the two right answers.
        }
    }

    private static SipRequest Build(string method, string user, string name, string tag, IEnumerable<(string Name, string Value)> headers, byte[] body)
    {
        var request = new SipRequest(SipMethod.Parse(method), SipUri.Create(user, "example.com", 5060, parameters: "transport=tls"));
        request.TopVia = ViaHeader.Create("TLS", "2001:db8::1", 5061, ViaHeader.MagicCookie + tag, rport: true);
        request.From = NameAddress.Create(SipUri.Create(user, "h"), name.Replace("\0", "", StringComparison.Ordinal), tag);
        request.To = NameAddress.Create(SipUri.Create("a", "h"));
        request.CallId = tag;
        request.CSeq = new CSeq(1, request.Method);
        foreach (var header in headers)
        {
            request.Headers.Add("X-" + header.Name, header.Value);
        }

        request.Body = body;
        return request;
    }

    private static byte[] Mutate(byte[] seed, IEnumerable<(int At, byte Value, int Kind)> edits)
    {
        var bytes = new List<byte>(seed);
        foreach (var (position, value, kind) in edits)
        {
            var at = position % (bytes.Count + 1);
            switch (kind)
            {
                case 0:
                    bytes.Insert(at, value);
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = value;
                    break;
                case 2 when at < bytes.Count:
                    bytes.RemoveAt(at);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(40, bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Everything that a reader may do with received bytes, none of which may throw.</summary>
    private static bool TouchEverything(byte[] bytes)
    {
        SipFraming.TryFrame(bytes, SipParserLimits.Default, out var skip, out var length);
        Assert.InRange(skip + length, 0, bytes.Length);
        var result = SipParser.Parse(bytes);
        if (result.Answerable is { } answerable)
        {
            var (status, phrase) = SipRejections.StatusOf(result.Rejection);
            Assert.True(SipParser.Parse(SipResponse.CreateFor(answerable, status, phrase, "t").ToBytes()).IsOk);
        }

        if (result.Message is { } message)
        {
            _ = (message.TopVia.Received, message.TopVia.RPort, message.TopVia.WithSource("192.0.2.1", 1), message.From.DisplayName, message.To.WithTag("t"));
            _ = (message.CallId, message.CSeq, message.Contact?.Uri.GetHashCode(), message.Contact?.Uri.Equals(message.From.Uri), message.TryGetBody("application/sdp", out _));
            _ = (message.Headers.TryReadAddresses(SipHeaderId.Route, out _), message.Headers.Select(header => message.Headers.EnumerateValues(header.Id).ToStrings()).Count());
            _ = message.From.Parameters.Concat(message.From.Uri.Parameters).Select(parameter => parameter.Name + parameter.Value).ToList();

            // Written and read back, it is the same again: no two readers see two different messages.
            Assert.Equal(message.ToBytes(), SipParser.Parse(message.ToBytes()).Message!.ToBytes());
        }

        return true;
    }
}
