using System.Numerics;

namespace Realtime.Sip.Transactions;

/// <summary>
/// Remembers, for a fixed time each, keys with what belongs to them, as bytes in large blocks: hundreds of thousands cost a garbage
/// collector nothing, for there are no references among them. All stay equally long, so the oldest is always the next to go, and blocks
/// are filled and freed in turn.
/// </summary>
internal sealed class RepeatTable : ISipTimerOwner
{
    private const int InitialCapacity = 64;
    private const int InitialBlocks = 4;

    // Each block is twice as large as the one before: a table that is hardly used stays small.
    private const int FirstBlockBytes = 4 * 1024;
    private const int BlockBytes = 256 * 1024;

    /// <summary>Blocks kept for the next wave, where the last one has gone.</summary>
    private const int MaxSpareBlocks = 8;

    /// <summary>Entries go in batches: one that stays this much longer does no harm, a timer for each would cost more than all the rest.</summary>
    private static readonly TimeSpan Batch = TimeSpan.FromMilliseconds(50);

    private readonly SipTimerQueue _queue;
    private readonly TimeSpan _stay;
    private readonly Action<int> _gone;
    private readonly SipTimer _timer;
    private readonly Lock _gate = new();
    private readonly Stack<byte[]> _spare = new();
    private Entry[] _entries = new Entry[InitialCapacity];

    // The number of the newest entry of each chain; numbers rise from 1 and never come again, those below _oldest are gone.
    private long[] _chains = new long[InitialCapacity];
    private long _oldest = 1;
    private long _next = 1;

    // Blocks by their number, in which the same holds.
    private byte[]?[] _blocks = new byte[]?[InitialBlocks];
    private int _oldestBlock;
    private int _nextBlock;
    private int _filled;

    /// <param name="queue">Whose time it is.</param>
    /// <param name="stay">How long each entry stays.</param>
    /// <param name="gone">Told how many have gone.</param>
    public RepeatTable(SipTimerQueue queue, TimeSpan stay, Action<int> gone)
    {
        _queue = queue;
        _stay = stay;
        _gone = gone;
        _timer = new SipTimer(queue, this);
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return (int)(_next - _oldest);
            }
        }
    }

    private int Mask => _entries.Length - 1;

    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var hash = HashOf(key);
        lock (_gate)
        {
            var number = _next;
            if (number - _oldest == _entries.Length)
            {
                Resize(_entries.Length * 2);
            }

            var at = Reserve(key.Length + value.Length);
            var room = BlockOf(_nextBlock - 1).AsSpan(at);
            key.CopyTo(room);
            value.CopyTo(room[key.Length..]);
            ref var chain = ref _chains[hash & (uint)Mask];
            _entries[number & Mask] = new Entry
            {
                Due = _queue.DueAfter(_stay),
                Older = chain,
                Hash = hash,
                Block = _nextBlock - 1,
                Start = at,
                KeyLength = key.Length,
                Length = key.Length + value.Length,
            };
            chain = number;
            _next = number + 1;
            if (number == _oldest)
            {
                _timer.Start(_stay, 0);
            }
        }
    }

    public bool Contains(ReadOnlySpan<byte> key)
    {
        var hash = HashOf(key);
        lock (_gate)
        {
            return Find(key, hash) != 0;
        }
    }

    /// <summary>The value is a copy.</summary>
    public bool TryFind(ReadOnlySpan<byte> key, out byte[] value)
    {
        var hash = HashOf(key);
        lock (_gate)
        {
            var number = Find(key, hash);
            ref readonly var found = ref _entries[number & Mask];
            value = number == 0 ? [] : BlockOf(found.Block)[(found.Start + found.KeyLength)..(found.Start + found.Length)];
            return number != 0;
        }
    }

    void ISipTimerOwner.OnTimer(SipTimer timer, int name, int stamp)
    {
        int gone;
        lock (_gate)
        {
            if (!timer.IsCurrent(stamp))
            {
                return;
            }

            gone = Forget();
            if (_oldest < _next)
            {
                var wait = _queue.TimeUntil(_entries[_oldest & Mask].Due);
                timer.Start(wait > Batch ? wait : Batch, 0);
            }
        }

        _gone(gone);
    }

    private static uint HashOf(ReadOnlySpan<byte> key)
    {
        var hash = default(HashCode);
        hash.AddBytes(key);
        return (uint)hash.ToHashCode();
    }

    private long Find(ReadOnlySpan<byte> key, uint hash)
    {
        for (var number = _chains[hash & (uint)Mask]; number >= _oldest;)
        {
            ref readonly var entry = ref _entries[number & Mask];
            if (entry.Hash == hash && BlockOf(entry.Block).AsSpan(entry.Start, entry.KeyLength).SequenceEqual(key))
            {
                return number;
            }

            number = entry.Older;
        }

        return 0;
    }

    private int Forget()
    {
        var before = _oldest;
        while (_oldest < _next && _queue.IsDue(_entries[_oldest & Mask].Due))
        {
            _oldest++;
        }

        var inUse = _oldest == _next ? _nextBlock - 1 : _entries[_oldest & Mask].Block;
        while (_oldestBlock < inUse)
        {
            FreeOldestBlock();
        }

        if (_oldest == _next)
        {
            Empty();
        }
        else if (_entries.Length > InitialCapacity && _next - _oldest < _entries.Length / 8)
        {
            Resize(_entries.Length / 2);
        }

        return (int)(_oldest - before);
    }

    private void Empty()
    {
        _spare.Clear();
        _filled = 0;
        if (BlockOf(_nextBlock - 1).Length > FirstBlockBytes)
        {
            _blocks = new byte[]?[InitialBlocks];
            (_oldestBlock, _nextBlock) = (0, 0);
        }
        if (_entries.Length > InitialCapacity)
        {
            _entries = new Entry[InitialCapacity];
            _chains = new long[InitialCapacity];
        }
    }

    private byte[] BlockOf(int number) => _blocks[number & (_blocks.Length - 1)]!;

    private void FreeOldestBlock()
    {
        ref var slot = ref _blocks[_oldestBlock++ & (_blocks.Length - 1)];
        if (_spare.Count < MaxSpareBlocks && slot!.Length == BlockBytes)
        {
            _spare.Push(slot);
        }

        slot = null;
    }

    /// <summary>Where the next bytes go in the newest block.</summary>
    private int Reserve(int length)
    {
        if (_nextBlock == _oldestBlock || BlockOf(_nextBlock - 1).Length - _filled < length)
        {
            var size = _nextBlock == _oldestBlock ? FirstBlockBytes : Math.Clamp(2 * BlockOf(_nextBlock - 1).Length, FirstBlockBytes, BlockBytes);
            AddBlock(size == BlockBytes && length <= size && _spare.TryPop(out var spare)
                ? spare
                : GC.AllocateUninitializedArray<byte>(Math.Max(size, length)));
        }

        var at = _filled;
        _filled += length;
        return at;
    }

    private void AddBlock(byte[] block)
    {
        if (_nextBlock - _oldestBlock == _blocks.Length)
        {
            var (before, mask) = (_blocks, _blocks.Length - 1);
            _blocks = new byte[]?[before.Length * 2];
            for (var number = _oldestBlock; number < _nextBlock; number++)
            {
                _blocks[number & (_blocks.Length - 1)] = before[number & mask];
            }
        }

        _blocks[_nextBlock++ & (_blocks.Length - 1)] = block;
        _filled = 0;
    }

    private void Resize(int capacity)
    {
        var (before, mask) = (_entries, Mask);
        _entries = new Entry[BitOperations.RoundUpToPowerOf2((uint)capacity)];
        _chains = new long[_entries.Length];
        for (var number = _oldest; number < _next; number++)
        {
            var entry = before[number & mask];
            ref var chain = ref _chains[entry.Hash & (uint)Mask];
            entry.Older = chain;
            chain = number;
            _entries[number & Mask] = entry;
        }
    }

    private struct Entry
    {
        public long Due;
        public long Older;
        public uint Hash;
        public int Block;
        public int Start;
        public int KeyLength;
        public int Length;
    }
}
