using System.Net;
using System.Net.Sockets;

namespace Realtime.SipGateway.Console;

/// <summary>
/// Slows guessing down without letting a guesser lock others out: attempts count per address and per user name; a browser from which this
/// user signed in before counts for itself alone, so that the user gets in whatever others do (OWASP's device cookies).
/// </summary>
internal sealed class LoginThrottle(TimeProvider time)
{
    /// <summary>An office behind one address mistypes this often at once.</summary>
    public const int PerAddress = 30;

    public const int PerUser = 10;

    public const int PerDevice = 10;

    private const int Ipv6NetworkBytes = 8;

    private readonly AttemptBuckets _addresses = new(PerAddress, TimeSpan.FromSeconds(10), time);
    private readonly AttemptBuckets _users = new(PerUser, TimeSpan.FromSeconds(60), time);
    private readonly AttemptBuckets _devices = new(PerDevice, TimeSpan.FromSeconds(30), time);

    /// <summary>Takes an attempt. Zero: it may be made; else how long to wait.</summary>
    /// <param name="user">As typed; need not exist.</param>
    /// <param name="address">Where it comes from.</param>
    /// <param name="device">Id of a browser from which this user signed in before; null: a stranger's.</param>
    public TimeSpan Take(string user, IPAddress? address, string? device)
    {
        if (device is not null)
        {
            return _devices.Take(device);
        }

        var wait = _addresses.Take(Network(address));
        return wait > TimeSpan.Zero ? wait : _users.Take(Key(user));
    }

    public void Succeeded(string user, IPAddress? address, string? device)
    {
        if (device is not null)
        {
            _devices.GiveBack(device);
            return;
        }

        _addresses.GiveBack(Network(address));
        _users.GiveBack(Key(user));
    }

    private static string Key(string user) => user.ToUpperInvariant();

    /// <summary>Whoever has one address of an IPv6 /64 has all of them.</summary>
    private static string Network(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(plain.GetAddressBytes().AsSpan(0, Ipv6NetworkBytes)) : plain.ToString();
    }
}
