using System.Xml.Linq;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Deploy;

public class RunFolderTests
{
    [Fact]
    public void Dotnet_run_starts_the_gateway_in_the_folder_of_its_settings()
    {
        var project = XDocument.Load(Path.Combine(FolderRules.RepositoryRoot(), "src", "Realtime.SipGateway", "Realtime.SipGateway.csproj"));

        // The Web SDK would start it in the project's folder, where nobody's appsettings.json is.
        Assert.Equal("false", Assert.Single(project.Descendants("EnableDefaultRunWorkingDirectory")).Value);
    }
}
