namespace Realtime.Sip.Resolution;

/// <summary>A response as it came, its parts not yet put together.</summary>
internal sealed record DnsMessage(
    ushort Id, bool IsTruncated, int Code, string QuestionName, DnsType QuestionType, IReadOnlyList<DnsRecord> Answers, DnsZoneStart? ZoneStart)
{
    public const int NoError = 0;
    public const int FormatError = 1;
    public const int NoSuchName = 3;
    public const int NotImplemented = 4;
}
