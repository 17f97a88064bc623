namespace Realtime.SipGateway.Signalling.Registrations;

/// <summary>Whether a registration still speaks for its trunk.</summary>
internal sealed class RegistrationTurn
{
    private volatile bool _isOver;

    /// <summary>Another one has taken its place, or none: what it says from now on is not listened to.</summary>
    public bool IsOver
    {
        get => _isOver;
        set => _isOver = value;
    }
}
