using System.Reflection;
using System.Runtime.InteropServices;

namespace IpcTutorial.Tests.Docs;

/// <summary>docs/header.md has each field of the header, where it is.</summary>
public sealed class HeaderPageTests
{
    [Fact]
    public void The_table_has_all_fields()
    {
        (int Offset, Type Type, string Name)[] fields = [.. typeof(PictureHeader)
            .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(field => ((int)Marshal.OffsetOf<PictureHeader>(field.Name), field.FieldType, field.Name))
            .OrderBy(field => field.Item1)];

        Page page = Page.At("docs/header.md");
        Problems.NoneInTable(page,
            rows: page.Table("offset", "type", "field", "meaning").Select(row => $"| {string.Join(" | ", row[..3])} |"),
            expected: fields.Select(field => $"| {field.Offset} | {NameOf(field.Type)} | `{field.Name}` |"));
        Assert.Equal(64, fields.Sum(field => Marshal.SizeOf(field.Type))); // no gaps
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
