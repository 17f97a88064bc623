namespace Realtime.SipGateway.Calls.Export;

/// <summary>Whose names the fields of an export have.</summary>
internal enum ExportProfile
{
    /// <summary>The gateway's own record, whole.</summary>
    Native,

    /// <summary>Asterisk's call detail records, as <c>cdr_csv</c> and <c>cdr_adaptive_odbc</c> name them.</summary>
    Asterisk,

    /// <summary>FreeSWITCH's channel variables, as <c>mod_cdr_csv</c> templates use them.</summary>
    Freeswitch,
}
