using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Transactions;

/// <summary>What finds the client transaction of a response (RFC 3261 17.1.3): the number in the branch, which is ours, and the method.</summary>
internal readonly record struct ClientKey(ulong High, uint Low, SipMethod Method)
{
    /// <summary>As many bytes as <see cref="WriteTo"/> may need for the methods that we send.</summary>
    public const int MaxBytes = 64;

    private const int HighDigits = 2 * sizeof(ulong);
    private const int LowDigits = 2 * sizeof(uint);

    /// <summary>False when no branch of ours looks like that.</summary>
    public static bool TryParse(ReadOnlySpan<byte> branch, SipMethod method, out ClientKey key)
    {
        key = default;
        var digits = branch.Length > SipBranch.CookieLength ? branch[SipBranch.CookieLength..] : default;
        if (digits.Length != HighDigits + LowDigits
            || !Utf8Parser.TryParse(digits[..HighDigits], out ulong high, out var highRead, 'x') || highRead != HighDigits
            || !Utf8Parser.TryParse(digits[HighDigits..], out uint low, out var lowRead, 'x') || lowRead != LowDigits)
        {
            return false;
        }

        key = new ClientKey(high, low, method);
        return true;
    }

    public static ClientKey Of(string branch, SipMethod method)
    {
        Span<byte> bytes = stackalloc byte[SipBranch.Length];
        return Encoding.ASCII.TryGetBytes(branch, bytes, out var length) && TryParse(bytes[..length], method, out var key)
            ? key
            : throw new ArgumentException("Not a branch of ours.", nameof(branch));
    }

    public int WriteTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, High);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[sizeof(ulong)..], Low);
        const int number = sizeof(ulong) + sizeof(uint);
        return number + Encoding.ASCII.GetBytes(Method.Name, bytes[number..]);
    }

    public bool Equals(ClientKey other) => High == other.High && Low == other.Low && Method == other.Method;

    /// <summary>The number is random already.</summary>
    public override int GetHashCode() => (int)High;
}
