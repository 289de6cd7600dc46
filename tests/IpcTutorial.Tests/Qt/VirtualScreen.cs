using System.Buffers.Binary;
using System.Globalization;
using CliWrap;
using CliWrap.Buffered;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Qt;

/// <summary>A screen in a file, and a hand for mouse and keyboard: Xvfb and xdotool.</summary>
internal sealed class VirtualScreen : IAsyncDisposable
{
    private readonly TutorialProgram _server;
    private readonly string _file;

    private VirtualScreen(TutorialProgram server, string display, string folder)
    {
        _server = server;
        Display = $":{display}";
        _file = Path.Combine(folder, "Xvfb_screen0");
    }

    internal string Display { get; }

    /// <summary>Asks for both.</summary>
    internal static void Require()
    {
        Requires.Programs("xvfb", "Xvfb");
        Requires.Programs("xdotool", "xdotool");
    }

    internal static async Task<VirtualScreen> Start(string folder)
    {
        TutorialProgram server = TutorialProgram.Start(Cli.Wrap("Xvfb").WithArguments(
            ["-displayfd", "1", "-screen", "0", "800x600x24", "-fbdir", folder, "-nolisten", "tcp"]));
        return new VirtualScreen(server, await server.Line(""), folder);
    }

    /// <summary>Runs xdotool; its output.</summary>
    internal async Task<string> Hand(params string[] arguments)
    {
        BufferedCommandResult result = await Cli.Wrap("xdotool").WithArguments(arguments)
            .WithEnvironmentVariables(variables => variables.Set("DISPLAY", Display))
            .ExecuteBufferedAsync().Task.WaitAsync(TimeSpan.FromSeconds(60));
        return result.StandardOutput.Trim();
    }

    /// <summary>Waits for a window, gives it the keyboard, and returns its number.</summary>
    internal async Task<string> Window(string title)
    {
        string window = await Hand("search", "--sync", "--onlyvisible", "--name", $"^{title}$");
        await Hand("windowfocus", "--sync", window);
        return window;
    }

    /// <summary>Types into a window that closes with Enter. One that has just opened may lose what is typed: then once more.
    /// </summary>
    internal async Task Answer(string title, string text)
    {
        string window = await Window(title);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        do
        {
            await Hand("key", "ctrl+a");
            await Hand("type", text);
            await Hand("key", "Return");
            for (int i = 0; i < 40 && await IsVisible(window); i++)
                await Task.Delay(50, deadline.Token);
        }
        while (await IsVisible(window));
    }

    /// <summary>Clicks into the middle of a window, so far from its top, or if negative from its bottom.</summary>
    internal async Task Click(string window, int y)
    {
        Dictionary<string, int> size = (await Hand("getwindowgeometry", "--shell", window)).Split('\n')
            .Select(line => line.Split('=')).ToDictionary(pair => pair[0], pair => int.Parse(pair[1]));
        int fromTop = y < 0 ? size["HEIGHT"] + y : y;
        await Hand("mousemove", "--window", window, Text(size["WIDTH"] / 2), Text(fromTop), "click", "1");
    }

    /// <summary>Waits until a picture is seen somewhere, each pixel of it.</summary>
    internal async Task UntilShown(Picture picture)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!IsShown(picture))
            await Task.Delay(50, deadline.Token);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    // The file is an X window dump: numbers of 32 bits, big-endian; the colour map; the pixels, in the order BGRX.
    private bool IsShown(Picture picture)
    {
        byte[] dump = File.ReadAllBytes(_file);
        int Header(int index) => BinaryPrimitives.ReadInt32BigEndian(dump.AsSpan(4 * index));
        (int width, int height, int stride) = (Header(4), Header(5), Header(12));
        Assert.Equal(32, Header(11)); // bits a pixel
        Span<byte> pixels = dump.AsSpan(Header(0) + (12 * Header(19)));
        for (int i = 3; i < pixels.Length; i += 4)
            pixels[i] = 0; // the X: some write 0 there, and some 255

        int rowLength = 4 * picture.Size.Width;
        byte[] bgrx = new byte[picture.Rgba.Length];
        for (int i = 0; i < bgrx.Length; i += 4)
            (bgrx[i], bgrx[i + 1], bgrx[i + 2]) = (picture.Rgba[i + 2], picture.Rgba[i + 1], picture.Rgba[i]);
        for (int top = 0; top <= height - picture.Size.Height; top++)
        {
            ReadOnlySpan<byte> row = pixels.Slice(top * stride, 4 * width);
            int left = row.IndexOf(bgrx.AsSpan(0, rowLength));
            int y = 1;
            while (left >= 0 && y < picture.Size.Height && pixels.Slice(((top + y) * stride) + left, rowLength)
                       .SequenceEqual(bgrx.AsSpan(y * rowLength, rowLength)))
                y++;
            if (left >= 0 && y == picture.Size.Height)
                return true;
        }

        return false;
    }

    private async Task<bool> IsVisible(string window)
    {
        BufferedCommandResult result = await Cli.Wrap("xdotool").WithArguments(["search", "--onlyvisible", "--name", "."])
            .WithEnvironmentVariables(variables => variables.Set("DISPLAY", Display))
            .WithValidation(CommandResultValidation.None) // 1 where there is none
            .ExecuteBufferedAsync().Task.WaitAsync(TimeSpan.FromSeconds(60));
        return result.StandardOutput.Split('\n').Contains(window);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
