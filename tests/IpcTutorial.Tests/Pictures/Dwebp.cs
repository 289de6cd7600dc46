using System.Text;
using CliWrap;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pictures;

/// <summary>The WebP decoder of libwebp, run as a program: Debian package webp.</summary>
internal static class Dwebp
{
    private const string Path = "dwebp";

    internal static void Require() => Requires.Programs("webp", Path);

    internal static async Task<Picture> Decode(string path)
    {
        using var output = new MemoryStream();
        await Cli.Wrap(Path).WithArguments([path, "-quiet", "-pam", "-o", "-"])
            .WithStandardOutputPipe(PipeTarget.ToStream(output))
            .ExecuteAsync().Task.WaitAsync(TimeSpan.FromSeconds(20));

        // PAM: a header in text that ends with this line, then the samples.
        byte[] pam = output.ToArray();
        int end = pam.AsSpan().IndexOf("ENDHDR\n"u8) + "ENDHDR\n".Length;
        Dictionary<string, string> header = Encoding.ASCII.GetString(pam, 0, end).Split('\n')
            .Select(line => line.Split(' ')).Where(words => words.Length == 2)
            .ToDictionary(words => words[0], words => words[1]);
        Assert.Equal("RGB_ALPHA", header["TUPLTYPE"]);
        return new Picture(new PictureSize(int.Parse(header["WIDTH"]), int.Parse(header["HEIGHT"])), pam[end..]);
    }
}
