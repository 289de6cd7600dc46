using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace IpcTutorial.Benchmarks.Results;

/// <summary>The results in files: a table for other programs, a plot of all, and bars of one size.</summary>
internal static class FigureFile
{
    private const string TableName = "benchmarks.csv";
    private const string PlotName = "benchmarks.svg";
    private const string BarsName = "bars.svg";

    private static readonly CsvConfiguration _format = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    /// <summary>Fails if nothing can be saved in a folder.</summary>
    internal static void CheckOutput(string folder) =>
        File.Create(Path.Combine(folder, $"{TableName}.{Environment.ProcessId}"), 1, FileOptions.DeleteOnClose).Dispose();

    /// <summary>Saves all three, in place of older ones.</summary>
    internal static void Save(IReadOnlyList<Figure> figures, string folder)
    {
        using (var writer = new CsvWriter(File.CreateText(Path.Combine(folder, TableName)), _format))
            writer.WriteRecords(figures);
        File.WriteAllText(Path.Combine(folder, PlotName), Plot.Svg(figures));
        File.WriteAllText(Path.Combine(folder, BarsName), Bars.Svg(figures));
        Console.WriteLine($"Saved {TableName}, {PlotName} and {BarsName} in {folder}.");
    }

    /// <summary>Reads the table in a folder.</summary>
    internal static IReadOnlyList<Figure> Read(string folder)
    {
        using var reader = new CsvReader(File.OpenText(Path.Combine(folder, TableName)), _format);
        return [.. reader.GetRecords<Figure>()];
    }
}
