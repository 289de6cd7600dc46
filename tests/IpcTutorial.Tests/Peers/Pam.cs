using System.Globalization;
using System.Text;

namespace IpcTutorial.Tests.Peers;

/// <summary>PAM files, as far as the peers need them.</summary>
internal static class Pam
{
    internal static byte[] Encode(Picture picture) =>
    [
        .. Encoding.ASCII.GetBytes($"P7\n# by the tests\nWIDTH {picture.Size.Width}\nHEIGHT {picture.Size.Height}\n"
            + "DEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n"),
        .. picture.Rgba,
    ];

    internal static Picture Load(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int start = bytes.AsSpan().IndexOf("ENDHDR\n"u8) + 7;
        Dictionary<string, string> header = Encoding.ASCII.GetString(bytes, 0, start).Split('\n')
            .Select(line => line.Split(' ')).Where(words => words.Length == 2).ToDictionary(words => words[0], words => words[1]);
        Assert.Equal(("4", "255", "RGB_ALPHA"), (header["DEPTH"], header["MAXVAL"], header["TUPLTYPE"]));
        return new Picture(new PictureSize(Number("WIDTH"), Number("HEIGHT")), bytes[start..]);

        int Number(string name) => int.Parse(header[name], CultureInfo.InvariantCulture);
    }
}
