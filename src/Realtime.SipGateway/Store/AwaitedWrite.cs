namespace Realtime.SipGateway.Store;

/// <summary>A write whose result somebody waits for: told only when it is on the disk.</summary>
internal sealed class AwaitedWrite<T>(Func<StoreStatements, T> apply) : StoreWrite
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public override bool IsAwaited => true;

    public Task<T> Done => _done.Task;

    public override void Apply(StoreStatements statements) => _result = apply(statements);

    public override void Committed() => _done.TrySetResult(_result!);

    public override void Failed(Exception fault) => _done.TrySetException(new StoreException("The write was not made: " + fault.Message, fault));
}
