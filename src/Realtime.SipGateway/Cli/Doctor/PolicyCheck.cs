using System.Data.Common;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>The policy file: valid, and whether it is what is in force.</summary>
internal sealed class PolicyCheck(IOptions<PolicyOptions> options, PolicySite site, IPolicyLedger ledger, IHostEnvironment environment) : IDoctorCheck
{
    public string Area => "policy";

    public async Task LookAsync(DoctorNotes notes, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(options.Value.File, environment.ContentRootPath);
        var text = await ReadAsync(notes, path, cancellationToken);
        if (text is not null)
        {
            var read = PolicyReader.Read(text, site);
            foreach (var fault in read.Faults)
            {
                notes.Fail(path, fault.ToString(), "Correct it; until then the version before stays in force, and without one the gateway is not ready.");
            }

            if (read.Document is { } document)
            {
                notes.Ok(path, $"valid: {document.Agents.Count} agents, {document.Rules.Count} rules");
            }
        }

        await CompareAsync(notes, path, text, cancellationToken);
    }

    private static async Task<byte[]?> ReadAsync(DoctorNotes notes, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            notes.Fail(path, fault.Message, "Put the policy there, or set Policy:File.");
            return null;
        }
    }

    private async Task CompareAsync(DoctorNotes notes, string path, byte[]? text, CancellationToken cancellationToken)
    {
        try
        {
            if (await ledger.LatestAsync(null, cancellationToken) is not { } newest)
            {
                return;
            }

            var same = text is not null && PolicyVersion.HashOf(text) == newest.Hash;
            var seen = $"version {newest.Name}, published {newest.At:yyyy-MM-dd HH:mm} UTC by {newest.Actor}";
            if (same || newest.Source == PolicySource.File)
            {
                notes.Ok("in force", seen + (same ? ", is the file" : "; the file has changed since and is taken over by the gateway that runs"));
            }
            else
            {
                notes.Warn("in force", $"{seen}: not {Path.GetFileName(path)}", "It was published by API or console and stays in force until the file changes. Bring the file up to date, so that nobody publishes the old rules by touching it.");
            }
        }
        catch (Exception fault) when (fault is DbException or StoreException)
        {
            // A store that was never opened has no versions; one that is broken is told by its own check.
        }
    }
}
