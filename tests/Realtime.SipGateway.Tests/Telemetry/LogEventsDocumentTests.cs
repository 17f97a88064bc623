using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.Logging;
using Realtime.Sip;
using Realtime.SipGateway.Telemetry;
using Xunit;

namespace Realtime.SipGateway.Tests.Telemetry;

public sealed class LogEventsDocumentTests
{
    private static readonly (string Project, Assembly Assembly)[] Projects =
        [("Realtime.SipGateway", typeof(Redactor).Assembly), ("Realtime.Sip", typeof(SipEndpoint).Assembly)];

    [Fact]
    public Task The_table_of_log_events_is_what_the_code_defines() => GeneratedDocument.IsCurrentAsync("log-events.md", Document());

    [Fact]
    public void Every_number_is_given_once()
    {
        var twice = Projects.SelectMany(project => Events(project.Assembly)).GroupBy(one => one.Event.EventId).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(one => $"{one.Method.DeclaringType!.Name}.{one.Method.Name}"))}");

        Assert.Empty(twice);
    }

    private static string Document()
    {
        var text = new StringBuilder(
            """
            # Log events

            Made from the code; a test holds it current. The number is stable: it never changes its meaning, and a retired one is not used again. By OTLP it is the attribute
            `gateway.event.id`, the name is the event's name, and what stands in braces are attributes. What a stranger on the wire can cause is never above *Information*.


            """);
        foreach (var (project, assembly) in Projects)
        {
            text.Append(CultureInfo.InvariantCulture, $"## {project}\n\n| number | level | name | message |\n|---|---|---|---|\n");
            foreach (var (one, method) in Events(assembly).OrderBy(one => one.Event.EventId))
            {
                text.Append(CultureInfo.InvariantCulture, $"| {one.EventId} | {one.Level} | {method.Name} | {Cell(one.Message)} |\n");
            }

            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Cell(string message) => message.Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);

    private static IEnumerable<(LoggerMessageAttribute Event, MethodInfo Method)> Events(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
        where attribute is not null
        select (attribute, method);
}
