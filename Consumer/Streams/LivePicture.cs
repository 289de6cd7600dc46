using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace IpcTutorial.Consumer.Streams;

/// <summary>The picture of this moment, drawn in the terminal over the one before.</summary>
internal sealed class LivePicture(LiveDisplayContext display)
{
    // More often nobody sees.
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    private string _status = "";
    private IRenderable? _shown;
    private long _drawn;
    private IRenderable _drawing = new Text("");

    /// <summary>Draws a picture that is in the segment still.</summary>
    internal void Take(PictureSize size, ReadOnlySpan<byte> rgba)
    {
        if (Stopwatch.GetElapsedTime(_drawn) < _pause)
            return;

        _drawn = Stopwatch.GetTimestamp();
        _drawing = Preview.Draw(size, rgba);
    }

    /// <summary>Shows it, with a line below that says how it goes.</summary>
    internal void Show(string status)
    {
        if (status == _status && _drawing == _shown)
            return;

        (_status, _shown) = (status, _drawing);
        display.UpdateTarget(new Rows(_drawing, new Text(status)));
    }
}
