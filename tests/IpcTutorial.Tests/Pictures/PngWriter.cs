using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace IpcTutorial.Tests.Pictures;

/// <summary>Writes PNG files of kinds that no codec here writes, from raw rows; see the PNG specification.</summary>
internal static class PngWriter
{
    internal const byte Grey = 0;
    internal const byte Rgb = 2;
    internal const byte Palette = 3;
    internal const byte GreyAlpha = 4;
    internal const byte Rgba = 6;

    private static readonly (int X, int Y, int StepX, int StepY)[] _adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="colourType">One of the constants.</param>
    /// <param name="bits">Bits a sample.</param>
    /// <param name="pixel">The samples of a pixel, most significant bits first, packed.</param>
    /// <param name="isInterlaced">Whether to write Adam7 passes.</param>
    /// <param name="chunks">Further chunks, before the pixels: <c>PLTE</c>, <c>tRNS</c>, …</param>
    internal static void Write(string path, int width, int height, byte colourType, byte bits,
        Func<int, int, int[]> pixel, bool isInterlaced = false, params (string Type, byte[] Data)[] chunks)
    {
        using FileStream file = File.Create(path);
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        Chunk(file, "IHDR", Header(width, height, colourType, bits, isInterlaced));
        foreach ((string type, byte[] data) in chunks)
            Chunk(file, type, data);

        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var (x0, y0, stepX, stepY) in isInterlaced ? _adam7 : [(0, 0, 1, 1)])
            {
                for (int y = y0; y < height && x0 < width; y += stepY)
                    zlib.Write(Row(bits, Enumerable.Range(0, width).Where(x => x % stepX == x0 % stepX && x >= x0)
                        .SelectMany(x => pixel(x, y))));
            }
        }

        Chunk(file, "IDAT", compressed.ToArray());
        Chunk(file, "IEND", []);
    }

    /// <summary>Writes a file that claims to be large, and is small.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="chunks">Further chunks, after the pixels.</param>
    internal static void WriteBomb(string path, int width, int height, params (string Type, byte[] Data)[] chunks)
    {
        using FileStream file = File.Create(path);
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        Chunk(file, "IHDR", Header(width, height, Grey, 1));
        Chunk(file, "IDAT", new byte[100]);
        foreach ((string type, byte[] data) in chunks)
            Chunk(file, type, data);
        Chunk(file, "IEND", []);
    }

    internal static byte[] Header(int width, int height, byte colourType, byte bits, bool isInterlaced = false)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = bits;
        header[9] = colourType;
        header[12] = isInterlaced ? (byte)1 : (byte)0;
        return header;
    }

    internal static void Chunk(Stream file, string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(body));
        file.Write(number);
    }

    // A filter byte of 0, then the samples packed into whole bytes.
    private static byte[] Row(int bits, IEnumerable<int> samples)
    {
        var row = new List<byte> { 0 };
        int buffer = 0, filled = 0;
        foreach (int sample in samples)
        {
            buffer = (buffer << bits) | sample;
            filled += bits;
            for (; filled >= 8; filled -= 8)
                row.Add((byte)(buffer >> (filled - 8)));
        }

        if (filled > 0)
            row.Add((byte)(buffer << (8 - filled)));
        return [.. row];
    }
}
