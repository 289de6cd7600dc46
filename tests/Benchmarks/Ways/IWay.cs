namespace IpcTutorial.Benchmarks.Ways;

/// <summary>A way to hand a picture from one process to another.</summary>
internal interface IWay
{
    /// <summary>What it is called on the command line and in files.</summary>
    string Name { get; }

    /// <summary>What it is called in tables and plots.</summary>
    string Title { get; }

    /// <summary>Whether the receiver is woken by the data itself. What only stores data needs a bell beside it.</summary>
    bool WakesReceiver => true;

    /// <summary>Why it cannot be used on this machine, if so.</summary>
    string? Missing => null;

    /// <summary>Opens the end that sends, in one process.</summary>
    /// <param name="folder">A folder of its own, for what needs a path.</param>
    /// <param name="size">The size of all pictures.</param>
    ISender Open(string folder, PictureSize size);

    /// <summary>Opens the end that receives, in another process.</summary>
    /// <param name="address">The <see cref="ISender.Address"/>.</param>
    /// <param name="size">The size of all pictures.</param>
    IReceiver Connect(string address, PictureSize size);
}
