using System.Diagnostics;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>The end of a way that sends pictures.</summary>
internal interface ISender : IDisposable
{
    /// <summary>What the receiver needs to find this end: a path, a port, a key.</summary>
    string Address { get; }

    /// <summary>A process in the middle, through which all goes.</summary>
    Process? Between => null;

    /// <summary>Waits for the receiver, which has been started.</summary>
    void Accept()
    {
    }

    /// <summary>Hands a picture over. It may be changed as soon as this returns.</summary>
    void Send(Picture picture);

    /// <summary>Takes back what a hand-over left, when the receiver is finished with it. Nobody measures this.</summary>
    void Clear()
    {
    }
}
