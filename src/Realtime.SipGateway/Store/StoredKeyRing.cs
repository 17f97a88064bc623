using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Realtime.SipGateway.Store;

/// <summary>
/// The keys that seal cookies, in the store: sessions outlive a restart, and several nodes know each other's. Made every 90 days or so,
/// hence the waiting: the platform's interface knows no other way.
/// </summary>
internal sealed class StoredKeyRing(StoreWriter writer, StoreDatabase database, TimeProvider time) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() =>
        database.Read("SELECT xml FROM cookie_keys ORDER BY created_at, id", static reader => XElement.Parse(reader.GetString(0)));

    public void StoreElement(XElement element, string friendlyName)
    {
        var xml = element.ToString(SaveOptions.DisableFormatting);
        var at = StoreTime.Write(time.GetUtcNow());
        writer.WriteAsync(
            statements => statements.Execute(
                "INSERT INTO cookie_keys (id, xml, created_at) VALUES (@id, @xml, @at) ON CONFLICT DO NOTHING", ("@id", friendlyName), ("@xml", xml), ("@at", at)),
            CancellationToken.None).GetAwaiter().GetResult();
    }
}
