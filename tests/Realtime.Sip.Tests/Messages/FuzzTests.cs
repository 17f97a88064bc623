using System.Diagnostics;
using System.Globalization;
using Realtime.Sip.Authentication;
using Realtime.Sip.Identity;
using Realtime.Sip.Messages;
using Realtime.Sip.Sdp;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

/// <summary>
/// Mutated messages, by the minute. What leads somewhere new is mutated further, and a run by hand keeps it:
/// <code>
/// FUZZ_SECONDS=3600 FUZZ_SEED=1 FUZZ_KEEP=tests/Realtime.Sip.Tests/Messages/Corpus dotnet run --project tests/Realtime.Sip.Tests -- -class "*FuzzTests"
/// </code>
/// Without these variables: five seconds, sixty where <c>CI</c> is set, always from the same seed, and nothing is written.
/// </summary>
public sealed class FuzzTests
{
    private const int DefaultSeed = 4475;
    private const int DefaultSeconds = 5;
    private const int CiSeconds = 60;

    /// <summary>Ends the run on a fast machine; a slow one ends by the time.</summary>
    private const int MostMutations = 3_000_000;

    private static string Corpus { get; } = Path.Combine(FolderRules.RepositoryRoot(), "tests", "Realtime.Sip.Tests", "Messages", "Corpus");

    [Fact]
    public void Everything_kept_is_still_harmless() => Assert.All(Kept(), bytes => _ = Try(bytes));

    [Fact]
    public void No_mutation_breaks_a_promise()
    {
        var seed = Variable("FUZZ_SEED", DefaultSeed);
        var seconds = Variable("FUZZ_SECONDS", Environment.GetEnvironmentVariable("CI") is null ? DefaultSeconds : CiSeconds);
        var random = new Random(seed);
        var mutator = new Mutator(random);
        List<byte[]> pool = [Samples.Bytes(Samples.Invite), Samples.Bytes(Samples.Ok), .. TortureFiles.Names.Select(TortureFiles.Read), .. Kept()];
        var known = pool.SelectMany(Try).ToHashSet(StringComparer.Ordinal);
        var (count, started, fromFiles) = (0, Stopwatch.GetTimestamp(), pool.Count);
        while (count < MostMutations && Stopwatch.GetElapsedTime(started).TotalSeconds < seconds)
        {
            count++;
            var bytes = mutator.Mutate(pool[random.Next(pool.Count)], pool[random.Next(pool.Count)]);
            var before = known.Count;
            known.UnionWith(TryOrTell(bytes, seed, count));
            if (known.Count > before)
            {
                pool.Add(bytes);
                Keep(bytes);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {count} mutations in {seconds} s, {pool.Count - fromFiles} showed something new, {fromFiles} known");
        Assert.True(count > 100, "A slow machine, or a parser that hangs.");
    }

    private static HashSet<string> TryOrTell(byte[] bytes, int seed, int count)
    {
        try
        {
            return Try(bytes);
        }
        catch (Exception broken)
        {
            throw new InvalidOperationException($"seed {seed}, mutation {count}: {broken.Message}\n{Convert.ToBase64String(bytes)}", broken);
        }
    }

    /// <summary>All promises about received bytes; what it returns are the features by which a way through the parser is known.</summary>
    private static HashSet<string> Try(byte[] bytes)
    {
        var features = new HashSet<string>(StringComparer.Ordinal);
        var result = SipParser.Parse(bytes);
        features.Add($"{StreamsAgree(bytes)} {result.Rejection}");
        if (result.Answerable is { } answerable)
        {
            var (status, phrase) = SipRejections.StatusOf(result.Rejection);
            var answer = SipResponse.CreateFor(answerable, status, phrase, "t").ToBytes();
            var read = SipParser.Parse(answer);
            Assert.True(read.IsOk, $"Refused as {result.Rejection}, the answer is {read.Rejection}.");
        }

        if (result.Message is { } message)
        {
            Describe(message, features);
            var written = message.ToBytes();
            var again = SipParser.Parse(written);
            Assert.True(again.IsOk, $"What was read cannot be read again: {again.Rejection}");
            Assert.Equal(written, again.Message!.ToBytes());
            Assert.Equal((message.CallId, message.CSeq, message.From.Tag, message.To.Tag), (again.Message.CallId, again.Message.CSeq, again.Message.From.Tag, again.Message.To.Tag));
            Assert.Equal((message.TopVia.Branch, message.TopVia.Host, message.TopVia.Port), (again.Message.TopVia.Branch, again.Message.TopVia.Host, again.Message.TopVia.Port));
            Assert.True(message.Body.Span.SequenceEqual(again.Message.Body.Span), "The body is another one.");
        }

        return features;
    }

    /// <summary>On a stream it makes no difference in which pieces the bytes come, and what is not whole consumes nothing.</summary>
    private static SipFrameStatus StreamsAgree(byte[] bytes)
    {
        var whole = SipFraming.TryFrame(bytes, SipParserLimits.Default, out var skip, out var length);
        Assert.InRange(skip + length, 0, bytes.Length);
        if (whole == SipFrameStatus.Message)
        {
            for (var cut = skip + length - 1; cut > 0; cut -= 97)
            {
                Assert.Equal(SipFrameStatus.NeedMore, SipFraming.TryFrame(bytes.AsSpan(0, cut), SipParserLimits.Default, out var early, out var taken));
                Assert.Equal((0, 0), (early, taken));
            }
        }

        return whole;
    }

    private static void Describe(SipMessage message, HashSet<string> features)
    {
        features.Add(message is SipRequest request ? $"{request.Method.Name.Length > 0} {request.Method.IsKnown} {request.RequestUri.Kind}" : $"{((SipResponse)message).StatusCode / 100}xx");
        features.Add($"from {message.From.Uri.Kind} {message.From.Tag is null} {message.From.DisplayName is null}, to {message.To.Uri.Kind} {message.To.Tag is null}");
        features.Add($"via {message.TopVia.Received is null} {message.TopVia.Branch is null} {message.TopVia.Port is null}");
        foreach (var id in message.Headers.Select(header => header.Id).Distinct())
        {
            var isRead = message.Headers.TryReadAddresses(id, out var addresses);
            features.Add($"{id} {Math.Min(3, message.Headers.EnumerateValues(id).ToStrings().Count)} {(isRead ? Math.Min(2, addresses.Count) : -1)}");
        }

        _ = (message.TopVia.WithSource("192.0.2.1", 1), message.To.WithTag("t"), message.Contact?.Uri.Equals(message.From.Uri));
        _ = message.From.Parameters.Concat(message.From.Uri.Parameters).Select(parameter => parameter.Name + parameter.Value).ToList();
        foreach (var header in message.Headers.Where(header => header.Id is SipHeaderId.Authorization or SipHeaderId.ProxyAuthorization
            or SipHeaderId.WwwAuthenticate or SipHeaderId.ProxyAuthenticate or SipHeaderId.Identity))
        {
            features.Add($"{header.Id} {DigestCredentials.TryParse(header.ValueBytes.Span, out _)} {DigestChallenge.TryParse(header.ValueBytes.Span, isProxy: false, out _)}");
            features.Add($"{header.Id} {IdentityHeader.TryParse(header.Value, out _)} {Passport.TryParse(header.Value.Split(';')[0], out _)}");
        }

        if (message.TryGetBody("application/sdp", out var body) && SessionDescription.TryParse(body, out var sdp))
        {
            features.Add($"sdp {sdp.Audio?.Crypto.Count} {sdp.Addresses.Count}");
            _ = sdp.WithOrigin(sdp.Origin);
        }
    }

    private static IEnumerable<byte[]> Kept() => Directory.EnumerateFiles(Corpus, "*.dat").Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    private static void Keep(byte[] bytes)
    {
        if (Environment.GetEnvironmentVariable("FUZZ_KEEP") is { Length: > 0 } folder)
        {
            var name = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))[..16];
            File.WriteAllBytes(Path.Combine(folder, name + ".dat"), bytes);
        }
    }

    private static int Variable(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
