using System.Globalization;
using System.Text.RegularExpressions;
using IpcTutorial.Pictures;
using IpcTutorial.Programs;

namespace IpcTutorial.Consumer.Streams;

/// <summary>A file for each picture, with its number in the name: <c>frame-%04d.png</c>, as ffmpeg has it, from 1.</summary>
internal sealed partial class NumberedFiles : IStreamOutput
{
    private readonly string _before;
    private readonly string _after;
    private readonly string _digits;
    private readonly bool _overwrite;
    private Picture? _picture;
    private int _number;

    /// <exception cref="SettingsException">There is no place for a number in the name.</exception>
    internal NumberedFiles(string pattern, bool overwrite)
    {
        Match number = Number().Match(pattern);
        if (!number.Success)
        {
            throw new SettingsException($"'{pattern}' is one file, and a stream has many pictures: put their number into the "
                + "name, as in 'frame-%04d.png'.");
        }

        _before = pattern[..number.Index];
        _after = pattern[(number.Index + number.Length)..];
        _digits = $"D{(number.Groups[1].Value is "" ? "1" : number.Groups[1].Value)}";
        _overwrite = overwrite;
        PictureFile.CheckOutput(PathOf(1), overwrite);
    }

    public void Take(PictureSize size, ReadOnlySpan<byte> rgba) => _picture = new Picture(size, rgba.ToArray());

    public void Finish() => PictureFile.Save(PathOf(++_number), _picture!, _overwrite);

    private string PathOf(int number) => $"{_before}{number.ToString(_digits, CultureInfo.InvariantCulture)}{_after}";

    [GeneratedRegex("%0?([0-9]?)d")]
    private static partial Regex Number();
}
