using System.Reflection;
using System.Runtime.InteropServices;
using IpcTutorial.Streams;

namespace IpcTutorial.Tests.Docs;

/// <summary>docs/header.md has each field of the header, where it is.</summary>
public sealed class HeaderPageTests
{
    [Theory]
    [InlineData(typeof(PictureHeader), "field", 64)]
    [InlineData(typeof(StreamHeader), "field of a stream", 40)] // and two gaps, of zeros
    public void The_table_has_all_fields(Type header, string title, int bytes)
    {
        (int Offset, Type Type, string Name)[] fields = [.. header
            .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(field => ((int)Marshal.OffsetOf(header, field.Name), field.FieldType, field.Name))
            .OrderBy(field => field.Item1)];

        Page page = Page.At("docs/header.md");
        Problems.NoneInTable(page,
            rows: page.Table("offset", "type", title, "meaning").Select(row => $"| {string.Join(" | ", row[..3])} |"),
            expected: fields.Select(field => $"| {field.Offset} | {NameOf(field.Type)} | `{field.Name}` |"));
        Assert.Equal(bytes, fields.Sum(field => Marshal.SizeOf(field.Type)));
    }

    private static string NameOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.UInt16 => "u16",
        TypeCode.UInt32 => "u32",
        TypeCode.UInt64 => "u64",
        TypeCode.Int32 => "i32",
        TypeCode.Int64 => "i64",
        _ => type.Name,
    };
}
