using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>All checks at the same time, each with the same bound; one that breaks says so and holds up no other.</summary>
internal static class DoctorRound
{
    public static async Task<IReadOnlyList<DoctorFinding>> RunAsync(
        IReadOnlyList<Func<IDoctorCheck>> checks, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var rounds = await Task.WhenAll(checks.Select(make => LookAsync(make, limit, time, cancellationToken)));
        return [.. rounds.SelectMany(static round => round)];
    }

    private static async Task<IReadOnlyList<DoctorFinding>> LookAsync(Func<IDoctorCheck> make, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var notes = new DoctorNotes("doctor");
        try
        {
            var check = make();
            notes = new DoctorNotes(check.Area);
            using var bound = new CancellationTokenSource(limit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
            try
            {
                // Off this thread: a check that blocks must not hold up the others.
                await Task.Run(() => check.LookAsync(notes, either.Token), either.Token).WaitAsync(limit, time, cancellationToken);
            }
            catch (Exception late) when (late is TimeoutException || (late is OperationCanceledException && bound.IsCancellationRequested))
            {
                notes.Warn(check.Area, $"not all of it was seen within {limit.TotalSeconds:0} s", "Give it longer (--timeout), or look at what is slow.");
            }
        }
        catch (OptionsValidationException)
        {
            // The settings check tells every fault; what rests on them cannot be looked at before they are mended.
            notes.Warn("not looked at", "its settings have faults", "Mend the settings first; they are told above.");
        }
#pragma warning disable CA1031 // The round's edge: a check that fails is a finding, whatever it threw.
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            notes.Fail("could not be looked at", $"{fault.GetType().Name}: {fault.Message}", "Mend what the message says; if it says nothing, report it.");
        }

        return notes.Findings;
    }
}
