using Spectre.Console;

namespace IpcTutorial.Consumer.Diagnosis;

/// <summary>A header field by field, beside its bytes.</summary>
internal static class HeaderTable
{
    internal static Table Of(ReadOnlySpan<byte> bytes, (string Field, int Length, string Value)[] fields)
    {
        var table = new Table().AddColumns("Offset", "Field", "Bytes", "Value");
        table.Columns[0].RightAligned();
        int offset = 0;
        foreach ((string field, int length, string value) in fields)
        {
            string hex = Convert.ToHexStringLower(bytes.Slice(offset, length));
            string pairs = string.Join(' ', hex.Chunk(2).Select(pair => new string(pair)));
            if (field != "")
                table.AddRow(new Text($"{offset}"), new Text(field), new Text(pairs), new Text(value));
            offset += length;
        }

        return table;
    }

    /// <summary>The first field, as the characters that it is made of.</summary>
    internal static string Characters(ReadOnlySpan<byte> bytes) =>
        string.Concat(bytes.ToArray().Select(b => b is >= 32 and < 127 ? (char)b : '.'));
}
