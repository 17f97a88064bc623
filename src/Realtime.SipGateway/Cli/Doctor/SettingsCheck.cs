using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>Every fault of every section, as the start would tell them.</summary>
internal sealed class SettingsCheck(IStartupValidator validator, IConfiguration configuration) : IDoctorCheck
{
    public string Area => "settings";

    public Task LookAsync(DoctorNotes notes, CancellationToken cancellationToken)
    {
        try
        {
            validator.Validate();
            notes.Ok("all sections", "valid");
        }
        catch (Exception problem) when (SettingsFaults.Of(problem, configuration) is { Count: > 0 } faults)
        {
            foreach (var fault in faults)
            {
                notes.Fail("fault", fault, "The gateway does not start, or does not take changed settings over, before it is mended.");
            }
        }

        return Task.CompletedTask;
    }
}
