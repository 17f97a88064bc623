using System.Text;

namespace Realtime.SipGateway.Tests.Cli;

/// <summary>Writes to the writer of the flow it is called in, and for all others to where they wrote before.</summary>
internal sealed class FlowWriter(AsyncLocal<TextWriter?> mine, TextWriter others) : TextWriter
{
    public override Encoding Encoding => others.Encoding;

    private TextWriter Target => mine.Value ?? others;

    public override void Write(char value) => Target.Write(value);

    public override void Write(char[] buffer, int index, int count) => Target.Write(buffer, index, count);

    public override void Write(ReadOnlySpan<char> buffer) => Target.Write(buffer);

    public override void Write(string? value) => Target.Write(value);

    public override void Flush() => Target.Flush();
}
