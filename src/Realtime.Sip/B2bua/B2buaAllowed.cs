namespace Realtime.Sip.B2bua;

/// <summary>What a leg's Allow header lists of the methods that are passed on only where it does.</summary>
[Flags]
internal enum B2buaAllowed : byte
{
    None = 0,
    Update = 1,
    Info = 2,
}
