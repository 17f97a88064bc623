namespace Realtime.SipGateway.Api.Policies;

/// <summary>A number list, or a page of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Version of the policy that it was read from.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Total">Entries in all.</param>
/// <param name="Entries">Those of this page, in the order of the document.</param>
/// <param name="Next">Cursor of the next page; absent on the last one.</param>
internal sealed record ListView(string Name, string Version, string? Description, int Total, IReadOnlyList<ListEntryView> Entries, int? Next);
