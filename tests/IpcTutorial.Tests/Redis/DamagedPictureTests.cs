using System.Runtime.InteropServices;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;
using StackExchange.Redis;

namespace IpcTutorial.Tests.Redis;

/// <summary>What lies at the server is believed no more than a segment: whoever may write there, may write anything.</summary>
public sealed class DamagedPictureTests : IDisposable
{
    private readonly Workplace _place;

    public DamagedPictureTests()
    {
        TestServer.Require();
        _place = new Workplace();
    }

    public void Dispose() => _place.Dispose();

    public static TheoryData<string, int, string> Damages => new()
    {
        { "nothing", 16, "There is no picture at redis://" },
        { "no header", 16, "There is no picture at redis://" },
        { "short header", 17, "its header has 63 bytes" },
        { "magic", 17, "Magic is 00000000" },
        { "pixels cut", 17, "it gives 4,800 bytes of pixels, and the segment has room for 4,799" },
        { "pixels missing", 17, "it gives 4,800 bytes of pixels, and the segment has room for 0" },
        { "pixels too many", 17, "it has 4,801 bytes of pixels, and its header says 4,800" },
        { "another pixel", 20, "its pixels have the CRC-32 " },
        { "half written", 19, "is half-written" },
        { "far too large", 17, "it gives 1,600,000,000 bytes of pixels, and the segment has room for 4,800" },
    };

    [Fact]
    public async Task More_pixels_than_are_allowed_are_not_fetched()
    {
        await using TestServer server = await TestServer.Start(_place);
        await Plant(server, "none");

        ProgramResult result = await TutorialProgram.Run("Producer", server.Url, "--max-pixels", "1000", "--key", _place.Key);

        Assert.Contains("The picture at redis://", result.Error, StringComparison.Ordinal);
        Assert.Equal(4, result.ExitCode);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task It_is_refused(string what, int exitCode, string expected)
    {
        await using TestServer server = await TestServer.Start(_place);
        await Plant(server, what);

        ProgramResult result = await TutorialProgram.Run("Producer", server.Url, "--key", _place.Key);

        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Equal(exitCode, result.ExitCode);
    }

    // Each once, and not again and again; the picture in the segment stays.
    [Fact]
    public async Task A_follower_tells_it_once_and_goes_on_with_the_next_picture()
    {
        await using TestServer server = await TestServer.Start(_place);
        await Plant(server, "none");
        await using TutorialProgram fetching = _place.Producer(server.Url, "--follow");
        await fetching.Line("Fetched");
        await Plant(server, "another pixel"); // and nobody rings: it looks by itself
        await fetching.ErrorLine("its pixels have the CRC-32");
        await Plant(server, "far too large");
        await server.Ask(commands => commands.PublishAsync(RedisChannel.Literal("pictures/cat"), "ring"));
        await fetching.ErrorLine("it gives 1,600,000,000 bytes");
        await Plant(server, "later");
        await fetching.Line("Fetched");
        await Plant(server, "the end of time");
        await fetching.Line("Fetched");

        ProgramResult result = await fetching.Enter();

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(2, result.Error.Split("The segment stays as it is. Trying again.").Length - 1);
        Assert.Contains("Fetched 3 pictures.", result.Output, StringComparison.Ordinal);
    }

    private static Task<bool> Plant(TestServer server, string what)
    {
        Picture picture = TestPicture.Random(40, 30);
        var header = new PictureHeader
        {
            Magic = PictureHeader.ExpectedMagic,
            Version = PictureHeader.ExpectedVersion,
            HeaderSize = PictureHeader.Length,
            Sequence = what == "half written" ? 3u : 2u,
            Width = 40,
            Height = 30,
            Stride = 160,
            PixelFormat = PictureHeader.Rgba8,
            PixelBytes = 4800,
            PublishedAt = what == "the end of time" ? long.MaxValue : (what.GetHashCode(StringComparison.Ordinal) & 0xFFFF) + 1,
            Crc32 = picture.Crc,
        };
        byte[] pixels = picture.Rgba;
        switch (what)
        {
            case "magic": header.Magic = 0; header.Width = 1; break;
            case "pixels cut": pixels = pixels[..^1]; break;
            case "pixels missing": pixels = []; break;
            case "pixels too many": pixels = [.. pixels, 0]; break;
            case "another pixel": pixels = [.. pixels[..^1], (byte)(pixels[^1] + 1)]; break;
            case "far too large":
                (header.Width, header.Height, header.Stride, header.PixelBytes) = (20000, 20000, 80000, 1_600_000_000);
                break;
        }

        byte[] bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<PictureHeader>(in header)).ToArray();
        return server.Ask(async commands =>
        {
            if (what is "nothing")
                return true;
            HashEntry[] fields = [new("header", what == "short header" ? bytes[..63] : bytes), new("pixels", pixels)];
            await commands.HashSetAsync("pictures/cat", what == "no header" ? fields[1..] : fields);
            return true;
        });
    }
}
