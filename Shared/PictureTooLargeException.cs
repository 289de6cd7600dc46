namespace IpcTutorial;

/// <summary>A picture has more pixels than are accepted. Found out before any memory was taken for it.</summary>
public sealed class PictureTooLargeException : IOException
{
    /// <summary>Says how large it is, and how large it may be.</summary>
    /// <param name="what">What is this large.</param>
    /// <param name="size">How large it is.</param>
    /// <param name="maxPixels">How many pixels are accepted.</param>
    public PictureTooLargeException(string what, PictureSize size, long maxPixels)
        : base($"{what} has {size}, and {maxPixels:N0} are allowed in all.")
    {
    }
}
