namespace Realtime.SipGateway.Calls;

/// <summary>The sources that are not served for a while, for those who operate the gateway.</summary>
public interface ISourceBans
{
    /// <summary>Those in force, longest first.</summary>
    IReadOnlyList<SourceBan> List();

    /// <summary>Forgets a ban and what led to it; false when there was none.</summary>
    bool Lift(string source);
}
