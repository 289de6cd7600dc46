using System.Diagnostics;
using System.Globalization;
using IpcTutorial.Pictures;

namespace IpcTutorial.Worker;

/// <summary>Reads picture files with something wrong in them. Each is read or refused, in time, and always the same: what a
/// codec makes up, or leaves of what was in memory before, differs from one time to the next.</summary>
internal static class Mutator
{
    private const int MaxPixels = 100_000;
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(5);

    /// <param name="current">Where the file of the moment is written: it is there still if this process dies of it.</param>
    /// <param name="count">How many.</param>
    /// <param name="originals">Files with nothing wrong in them.</param>
    internal static int Run(string current, int count, string[] originals)
    {
        byte[][] files = [.. originals.Select(File.ReadAllBytes)];
        var random = new Random(13);
        int read = 0;
        for (int i = 0; i < count; i++)
        {
            File.Delete(current);
            File.WriteAllBytes(current, Mutated(files[i % files.Length], files[random.Next(files.Length)], random));
            long start = Stopwatch.GetTimestamp();
            byte[]? first = Read(current, 0x00);
            _ = Read(originals[random.Next(originals.Length)], 0x00); // or what is made up would be of the same file
            byte[]? second = Read(current, 0xFF);
            if (first is null != second is null || !first.AsSpan().SequenceEqual(second))
                return Wrong(i, "two pictures in one file");
            if (Stopwatch.GetElapsedTime(start) > _longest)
                return Wrong(i, "too slow");
            read += first is null ? 0 : 1;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} files, {read} read"));
        return 0;
    }

    private static byte[] Mutated(byte[] file, byte[] other, Random random)
    {
        byte[] mutated = [.. file];
        switch (random.Next(5))
        {
            case 0: // some bytes
                for (int i = random.Next(1, 20); i > 0; i--)
                    mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
                return mutated;
            case 1: // a bit
                mutated[random.Next(mutated.Length)] ^= (byte)(1 << random.Next(8));
                return mutated;
            case 2: // the end is missing
                return mutated[..random.Next(mutated.Length)];
            case 3: // a piece is missing, or there twice
                int from = random.Next(mutated.Length), to = random.Next(mutated.Length);
                return [.. mutated[..from], .. mutated[to..]];
            default: // the end of another file, and a number that is extreme
                int at = random.Next(mutated.Length);
                mutated.AsSpan(random.Next(mutated.Length - 4), 4).Fill(random.Next(2) == 0 ? (byte)0 : (byte)0xFF);
                return random.Next(2) == 0 ? mutated : [.. mutated[..at], .. other[Math.Min(at, other.Length)..]];
        }
    }

    // Null if it is refused, as it should be. Whatever else is thrown ends this process.
    private static byte[]? Read(string path, byte before)
    {
        try
        {
            PictureSize size = PictureFile.Probe(path);
            size.Check(MaxPixels, path);
            byte[] rgba = new byte[size.ByteCount];
            Array.Fill(rgba, before);
            PictureFile.LoadInto(path, size, rgba);
            return rgba;
        }
        catch (Exception e) when (e is InvalidDataException or PictureTooLargeException)
        {
            return null;
        }
    }

    private static int Wrong(int number, string what)
    {
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"File {number}: {what}."));
        return 1;
    }
}
