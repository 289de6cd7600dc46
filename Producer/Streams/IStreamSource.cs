namespace IpcTutorial.Producer.Streams;

/// <summary>Where the pictures of a stream come from.</summary>
internal interface IStreamSource
{
    /// <summary>Whether it ends by itself. What does not is ended by the user, and that is no failure.</summary>
    bool HasEnd { get; }

    /// <summary>The size of the next picture; <see langword="null"/> if there is none.</summary>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    PictureSize? Next(CancellationToken stop);

    /// <summary>Writes that picture into a slot.</summary>
    /// <returns>False if there was none after all.</returns>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    bool TryDraw(Span<byte> rgba, CancellationToken stop);

    /// <summary>Goes on to the one after it: there is no slot for this one.</summary>
    /// <inheritdoc cref="TryDraw"/>
    bool TrySkip(CancellationToken stop);
}
