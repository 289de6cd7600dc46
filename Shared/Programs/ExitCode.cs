using System.Runtime.InteropServices;

namespace IpcTutorial.Programs;

/// <summary>The exit codes of both programs, and the message for each failure.</summary>
public static class ExitCode
{
    /// <summary>Everything worked.</summary>
    public const int Success = 0;

    /// <summary>A failure that the programs do not expect: a defect.</summary>
    public const int Unexpected = 1;

    /// <summary>The command line or a setting is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A file cannot be read or written.</summary>
    public const int File = 3;

    /// <summary>A file is not a picture, damaged, too large, or of a format that is not supported.</summary>
    public const int Picture = 4;

    /// <summary>A server on the network cannot be reached, or refuses.</summary>
    public const int Server = 5;

    /// <summary>The exit code for a failure, and what to tell the user.</summary>
    public static (int Code, string Message) Of(Exception failure) => failure switch
    {
        SegmentException e => ((int)e.Error, e.Message),
        ServerException e => (e.Error is { } error ? (int)error : Server, e.Message),
        _ when failure.GetBaseException() is FileNotFoundException { FileName: { } part }
            && part.Contains("Version=", StringComparison.Ordinal) => ((int)SegmentError.OutOfResources,
                $"{part.Split(',')[0]}, a part of the program, is missing, or no more files may be open here (ulimit -n)."),
        OutOfMemoryException => ((int)SegmentError.OutOfResources,
            "There is not enough memory for this picture, or this user may have no more threads (ulimit -u)."),
        ExternalException when !OperatingSystem.IsWindows() => ((int)SegmentError.OutOfResources,
            $"The system refuses a thread or a process: {failure.Message}. Its limits: ulimit -a."),
        SettingsException e => (Usage, e.Message),
        TaskSchedulerException { InnerException: { } inner } => Of(inner),
        TypeInitializationException { InnerException: { } inner } => Of(inner),
        InvalidDataException or NotSupportedException or PictureTooLargeException => (Picture, failure.Message),
        IOException or UnauthorizedAccessException => (File, failure.Message),
        _ => (Unexpected, $"This should not have happened. {failure.GetType().Name}: {failure.Message}"),
    };
}
