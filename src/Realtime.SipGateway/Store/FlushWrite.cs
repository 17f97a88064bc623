namespace Realtime.SipGateway.Store;

/// <summary>Writes nothing; is through when all before it is, however long the disk takes.</summary>
internal sealed class FlushWrite : StoreWrite
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override bool IsAwaited => false;

    public Task Done => _done.Task;

    public override void Apply(StoreStatements statements)
    {
    }

    public override void Committed() => _done.TrySetResult();

    public override void Failed(Exception fault) => _done.TrySetException(new StoreException("Not everything was written: " + fault.Message, fault));
}
