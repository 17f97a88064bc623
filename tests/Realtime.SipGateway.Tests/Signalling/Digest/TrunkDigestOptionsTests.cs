using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Signalling.Digest;
using Realtime.SipGateway.Signalling.Registrations;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling.Digest;

public sealed class TrunkDigestOptionsTests
{
    [Fact]
    public void Every_fault_is_told_at_once_and_no_secret_with_it()
    {
        var faults = Faults(new TrunkOptions
        {
            Digest = new TrunkDigestOptions { Username = "", Password = "hunter2", Realm = "a\"b", Algorithms = ["SHA-512"] },
            Credentials = new TrunkCredentialsOptions { Username = "a\\b", Password = "env:NO_SUCH_VARIABLE_HERE", Realm = "" },
            Registration = new TrunkRegistrationOptions { Registrar = "carrier", AddressOfRecord = "tel:+1555", OutboundProxy = "x", ExpiresSeconds = 5 },
        });

        string[] keys =
        [
            "Digest:Username", "Digest:Password", "Digest:Realm", "Digest:Algorithms:0", "Credentials:Username", "Credentials:Password",
            "Credentials:Realm", "Registration:Registrar", "Registration:AddressOfRecord", "Registration:OutboundProxy", "Registration:ExpiresSeconds",
        ];
        Assert.All(keys, key => Assert.Single(faults, fault => fault.StartsWith($"Trunks:t:{key} ", StringComparison.Ordinal)));
        Assert.Equal(keys.Length, faults.Count);
        Assert.DoesNotContain(faults, fault => fault.Contains("hunter2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_registration_needs_somebody_to_register() => Assert.Contains(
        "Trunks:t:Registration has nobody to register: give Credentials with Username and Password.",
        Faults(new TrunkOptions { Registration = new TrunkRegistrationOptions { Registrar = "sip:carrier.example" } }));

    [Fact]
    public void A_trunk_with_proof_needs_no_addresses_and_lists_none_as_its_own()
    {
        var options = new TrunkOptions { Digest = new TrunkDigestOptions { Username = "u", Password = "literal:p" } };

        var table = new TrunkTable([new Trunk("pbx", options)]);

        Assert.Empty(Faults(options));
        Assert.Equal("pbx", table.Match(System.Net.IPAddress.Parse("198.51.100.1"), Realtime.Sip.Transports.SipTransportKind.Udp, null).Trunk?.Name);
        Assert.Equal("pbx", table.Match(System.Net.IPAddress.Parse("2001:db8::1"), Realtime.Sip.Transports.SipTransportKind.Tcp, null).Trunk?.Name);
        Assert.False(table.Lists(System.Net.IPAddress.Parse("198.51.100.1")));
    }

    [Fact]
    public void A_registrars_addresses_are_the_trunks_while_it_is_registered()
    {
        var trunk = new Trunk("provider", new TrunkOptions { Registration = new TrunkRegistrationOptions { Registrar = "sip:carrier.example" } });
        var table = new TrunkTable([trunk]);
        var address = System.Net.IPAddress.Parse("198.51.100.1");
        Assert.Null(table.Match(address, Realtime.Sip.Transports.SipTransportKind.Udp, null).Trunk);

        trunk.Usage.RegistrarAddresses = [address];

        Assert.Equal("provider", table.Match(address.MapToIPv6(), Realtime.Sip.Transports.SipTransportKind.Udp, null).Trunk?.Name);
        Assert.True(table.Lists(address));
    }

    private static List<string> Faults(TrunkOptions trunk)
    {
        var faults = new List<string>();
        TrunkOptionsValidator.Validate("t", trunk, faults);
        return faults;
    }
}
