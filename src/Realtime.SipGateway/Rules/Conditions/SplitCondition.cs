using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Realtime.SipGateway.Rules.Conditions;

/// <summary>
/// The callers' share of a split. The place of a caller between 0 and 10,000 comes from SHA-256 over key and caller: the same on every node and after
/// every restart, and evenly spread whatever numbers callers have.
/// </summary>
internal sealed class SplitCondition(string path, string ruleName, SplitDefinition split)
    : Condition(path, "split", string.Create(CultureInfo.InvariantCulture, $"is within {split.Percent:0.##} %"))
{
    private const int Steps = 10_000;

    private readonly int _limit = (int)Math.Round(split.Percent * Steps / 100);
    private readonly string _key = (split.Key ?? ruleName) + "\n";

    public override bool Holds(RuleSubject subject) => PlaceOf(subject.SplitBy) < _limit;

    public override string Actual(RuleSubject subject) =>
        string.Create(CultureInfo.InvariantCulture, $"at {PlaceOf(subject.SplitBy) / (double)(Steps / 100):0.##} %");

    private int PlaceOf(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(_key + text);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return (int)(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash) % Steps);
    }
}
