namespace Realtime.SipGateway.Store;

/// <summary>The store cannot do what was asked: at the start the message says what is wrong with the file, later that a write was not made.</summary>
public sealed class StoreException : Exception
{
    public StoreException(string message)
        : base(message)
    {
    }

    public StoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public StoreException()
        : this("The store failed.")
    {
    }
}
