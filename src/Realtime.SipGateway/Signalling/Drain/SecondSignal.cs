using System.Runtime.InteropServices;

namespace Realtime.SipGateway.Signalling.Drain;

/// <summary>A second SIGTERM or Ctrl+C while calls may still end: whoever sends it does not want to wait.</summary>
internal sealed class SecondSignal : IDisposable
{
    private readonly CancellationTokenSource _hurry = new();
    private readonly PosixSignalRegistration[] _registrations;

    public SecondSignal() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
    ];

    public CancellationToken Token => _hurry.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _hurry.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        _hurry.Cancel();
    }
}
