using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using IpcTutorial.Pictures;
using IpcTutorial.Qt;
using IpcTutorial.Streams;

namespace IpcTutorial.Tests.Peers;

/// <summary>What Shared declares of C is what C has, on this machine. New constants and structs there are found by
/// themselves; a header that declares them is to be added here.</summary>
public sealed partial class NativeDeclarationTests
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly string[] _includes =
    [
        "<errno.h>", "<fcntl.h>", "<signal.h>", "<time.h>", "<unistd.h>",
        "<linux/futex.h>", "<sys/ipc.h>", "<sys/sem.h>", "<sys/shm.h>", "<sys/stat.h>", "<sys/types.h>",
    ];

    // Those of Linux: what macOS and Windows have, no compiler here can tell.
    private static readonly Type[] _types =
    [
        .. new[] { typeof(PictureHeader), typeof(PictureFile), typeof(QtKey), typeof(PictureStreamReader) }
            .SelectMany(known => known.Assembly.GetTypes())
            .Where(type => (type.DeclaringType ?? type)
                .GetCustomAttribute<SupportedOSPlatformAttribute>()?.PlatformName == "linux"),
    ];

    public NativeDeclarationTests() => Tools.RequireCompiler();

    [Fact]
    public async Task Each_constant_has_its_value()
    {
        CAssertion[] constants = [.. _types.SelectMany(type => type.GetFields(Any))
            .Where(field => field.IsLiteral && CConstant().IsMatch(field.Name))
            .Select(field => CAssertion.OfConstant(field.Name, field.GetRawConstantValue()!))];
        await CAssertion.AllHold(_includes, constants, atLeast: 7);
    }

    [Fact]
    public async Task Each_struct_has_its_size_and_its_fields_their_places()
    {
        CAssertion[] fields = [.. _types.Where(type => type.IsValueType && char.IsAsciiLetterLower(type.Name[0]))
            .SelectMany(type => AssertionsOf(type, $"struct {CStructOf(type.Name)}"))];
        await CAssertion.AllHold(_includes, fields, atLeast: 5);
    }

    private static IEnumerable<CAssertion> AssertionsOf(Type type, string name) =>
        type.GetFields(Any).Where(field => !field.IsStatic)
            .SelectMany(field => CAssertion.OfField(
                name, field.Name, Marshal.OffsetOf(type, field.Name), Marshal.SizeOf(field.FieldType)))
            .Append(CAssertion.OfSize(name, Marshal.SizeOf(type)));

    // In C a struct and a function may have one name, in C# they may not: then ours has a suffix.
    private static string CStructOf(string name) => name.EndsWith("_buffer", StringComparison.Ordinal) ? name[..^7] : name;

    [GeneratedRegex("^[A-Z][A-Z0-9_]*$")]
    private static partial Regex CConstant();
}
