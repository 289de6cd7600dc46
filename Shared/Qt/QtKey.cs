using System.Security.Cryptography;
using System.Text;

namespace IpcTutorial.Qt;

/// <summary>The key of a <c>QSharedMemory</c>, and the two empty files whose inodes stand for it in System V.</summary>
public sealed record QtKey
{
    /// <summary>The key of the <em>sharedmemory</em> example that comes with Qt.</summary>
    public const string OfExample = "QSharedMemoryExample";

    // A file name ends at 255 bytes; the longer prefix and the digest take 58 of them.
    private const int MaxLetters = 197;

    /// <summary>Checks a key.</summary>
    /// <param name="value">Any text but the empty one, with at most 197 ASCII letters among its characters.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.InvalidKey"/>.</exception>
    public QtKey(string value)
    {
        string letters = string.Concat(value.Where(char.IsAsciiLetter));
        if (value.Length == 0 || letters.Length > MaxLetters)
        {
            throw new SegmentException(SegmentError.InvalidKey, $"A key of {letters.Length} letters and "
                + $"{value.Length - letters.Length} other characters is none for Qt: it has at least one character, and "
                + $"at most {MaxLetters} letters (a-z, A-Z).");
        }

        Value = value;
#pragma warning disable CA5350 // no secret: Qt's name for the file
        string name = letters + Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(value)));
#pragma warning restore CA5350
        string folder = Path.GetTempPath(); // TMPDIR or /tmp, as in Qt
        SegmentFile = Path.Combine(folder, "qipc_sharedmemory_" + name);
        LockFile = Path.Combine(folder, "qipc_systemsem_" + name);
    }

    /// <summary>The key's text.</summary>
    public string Value { get; }

    /// <summary>The path of the file for the segment.</summary>
    public string SegmentFile { get; }

    /// <summary>The path of the file for the lock.</summary>
    public string LockFile { get; }

    /// <summary>What messages call the segment.</summary>
    internal string SegmentName => $"Qt's segment '{Value}'";

    /// <inheritdoc/>
    public override string ToString() => Value;
}
