using System.Text;

namespace Realtime.SipGateway.Cli;

/// <summary>UTF-8 that is written here comes out as text of a command's output.</summary>
internal sealed class TextStream(TextWriter output) : Stream
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        var text = new char[Encoding.UTF8.GetMaxCharCount(count)];
        output.Write(text, 0, _decoder.GetChars(buffer, offset, count, text, 0));
    }

    public override void Flush() => output.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
