namespace IpcTutorial.Consumer.Streams;

/// <summary>Where the pictures of a stream go.</summary>
internal interface IStreamOutput
{
    /// <summary>Takes a picture that is in the segment still. What is slow comes later, in <see cref="Finish"/>.</summary>
    void Take(PictureSize size, ReadOnlySpan<byte> rgba);

    /// <summary>Does the rest, when the picture in the segment is let go.</summary>
    void Finish();
}
