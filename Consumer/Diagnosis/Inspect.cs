using System.CommandLine;
using System.Runtime.InteropServices;
using IpcTutorial.Programs;
using Spectre.Console;

namespace IpcTutorial.Consumer.Diagnosis;

/// <summary><c>Consumer inspect</c>: one segment, its header field by field beside its bytes.</summary>
internal static class Inspect
{
    internal static Command Command() => SettingOptions.Subcommand(
        "inspect", "Show a segment: its bytes, its lock, who is attached", ["--key", "--lock-timeout"], Run);

    private static int Run(TutorialSettings settings)
    {
        using SharedSegment segment = SharedSegment.Attach(settings.Key, settings.LockTimeout);
        PictureHeader header = segment.Header;
        Console.WriteLine($"Segment   '{settings.Key}', {segment.Size:N0} bytes in {segment.Location}");
        long pages = (segment.Size + Environment.SystemPageSize - 1) / Environment.SystemPageSize;
        Console.WriteLine($"Memory    {pages:N0} pages, {pages * Environment.SystemPageSize:N0} bytes");
        Console.WriteLine($"Attached  {AttachedProcesses.Describe(segment.Location)}");
        if (segment.Kind == SegmentKind.Stream)
        {
            InspectStream.Show(settings);
        }
        else
        {
            Console.WriteLine($"Lock      {Lock(segment.LockState)}");
            Console.WriteLine($"Picture   {Picture(header)}");
            AnsiConsole.Write(Table(header));
        }

        StandardStreams.CheckOutput();
        return ExitCode.Success;
    }

    internal static string Lock(LockState state) => state switch
    {
        LockState.Free => "free",
        LockState.Shared => "shared by readers",
        _ => "alone with a writer",
    };

    internal static string Picture(PictureHeader header) => header switch
    {
        { IsRetired: true } => "retired: a larger segment has the key now",
        { Sequence: 0 } => "none yet",
        { IsBeingWritten: true } => "being written, or its writer died",
        _ => $"whole, {header.PictureSize}",
    };

    private static Table Table(PictureHeader header)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<PictureHeader>(in header));
        DateTime published = DateTime.UnixEpoch.AddTicks(
            Math.Clamp(header.PublishedAt, 0, 250_000_000_000_000_000) * TimeSpan.TicksPerMicrosecond);
        return HeaderTable.Of(bytes,
        [
            (nameof(header.Magic), 4, HeaderTable.Characters(bytes[..4])),
            (nameof(header.Version), 2, $"{header.Version}"),
            (nameof(header.HeaderSize), 2, $"{header.HeaderSize} bytes"),
            (nameof(header.Sequence), 8, $"{header.Sequence}"),
            (nameof(header.Width), 4, $"{header.Width} pixels"),
            (nameof(header.Height), 4, $"{header.Height} pixels"),
            (nameof(header.Stride), 4, $"{header.Stride:N0} bytes a row"),
            (nameof(header.PixelFormat), 4, header.PixelFormat == PictureHeader.Rgba8 ? "1 (RGBA)" : $"{header.PixelFormat}"),
            (nameof(header.PixelBytes), 8, $"{header.PixelBytes:N0} bytes"),
            (nameof(header.PublishedAt), 8, header.PublishedAt == 0 ? "0" : $"{published:yyyy-MM-dd HH:mm:ss.fff} UTC"),
            (nameof(header.ProducerPid), 4, $"{header.ProducerPid}"),
            (nameof(header.Flags), 4, header.IsRetired ? $"{header.Flags} (retired)" : $"{header.Flags}"),
            (nameof(header.Crc32), 4, $"{header.Crc32:X8}"),
            (nameof(header.Reserved), 4, $"{header.Reserved}"),
        ]);
    }
}
