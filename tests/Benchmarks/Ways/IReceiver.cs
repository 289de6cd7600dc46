using System.IO.Hashing;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>The end of a way that receives pictures.</summary>
internal interface IReceiver : IDisposable
{
    /// <summary>Receives a picture. When this returns, each of its bytes has been read or copied.</summary>
    /// <param name="rgba">Where to put it; a way that reads in place leaves it alone.</param>
    void Receive(byte[] rgba);

    /// <summary>The CRC-32 of the picture that was received last.</summary>
    /// <param name="rgba">Where it was put.</param>
    uint Checksum(byte[] rgba) => Crc32.HashToUInt32(rgba);

    /// <summary>Lets go of the picture. Nobody measures this.</summary>
    void Clear()
    {
    }
}
