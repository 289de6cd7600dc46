using System.Runtime.InteropServices;
using IpcTutorial.Programs;
using IpcTutorial.Streams;
using Spectre.Console;

namespace IpcTutorial.Consumer.Diagnosis;

/// <summary>What <c>Consumer inspect</c> shows of a stream: its header, and each slot.</summary>
internal static class InspectStream
{
    internal static void Show(TutorialSettings settings)
    {
        StreamStatus stream = StreamStatus.Of(settings.Key, settings.LockTimeout);
        StreamHeader header = stream.Header;
        AnsiConsole.Write(Table(header));
        AnsiConsole.Write(Table(stream));

        // Below the tables, which are longer than a screen: these two are what one looks for.
        Console.WriteLine($"Writer    {(stream.HasWriter ? $"process {header.ProducerPid}" : "nobody")}");
        Console.WriteLine($"Readers   of every picture: {(stream.HasEveryReader ? "there are" : "none")}");
    }

    private static Table Table(StreamHeader header)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<StreamHeader>(in header));
        return HeaderTable.Of(bytes,
        [
            (nameof(header.Magic), 4, HeaderTable.Characters(bytes[..4])),
            (nameof(header.Version), 2, $"{header.Version} (stream)"),
            (nameof(header.HeaderSize), 2, $"{header.HeaderSize:N0} bytes"),
            (nameof(header.SlotSize), 8, $"{header.SlotSize:N0} bytes"),
            (nameof(header.SlotCount), 4, $"{header.SlotCount}"),
            (nameof(header.Latest), 4, $"slot {header.Latest}"),
            (nameof(header.Bell), 4, $"{header.Bell}"),
            (nameof(header.Skipped), 4, $"{header.Skipped}"),
            ("", 16, ""),
            (nameof(header.ProducerPid), 4, $"{header.ProducerPid}"),
            (nameof(header.Flags), 4,
                (header.Flags & PictureHeader.RetiredFlag) == 0 ? $"{header.Flags}" : $"{header.Flags} (retired)"),
        ]);
    }

    private static Table Table(StreamStatus stream)
    {
        var table = new Table().AddColumns("Slot", "Sequence", "Picture", "Lock");
        table.Columns[1].RightAligned();
        foreach ((int number, SlotStatus slot) in stream.Slots.Index())
        {
            table.AddRow($"{number}{(number == stream.Header.Latest ? " latest" : "")}", $"{slot.Header.Sequence}",
                Inspect.Picture(slot.Header), Inspect.Lock(slot.Lock));
        }

        return table;
    }
}
